using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

/// <summary>
/// Samplers with one mistake each: the law that forbids the mistake rejects them, so the laws can fail. The same samplers without the
/// mistake pass every law.
/// </summary>
public sealed class BrokenSamplers
{
    // Small classes that wrap within an epoch, more than once within a batch, and between epochs; a last batch that is smaller.
    private static readonly LabelledCase Data = new([11, 4, 1, 7], 3, 1);

    private static readonly long[] Labels = Data.Labels();

    [Test]
    public void Without_a_mistake_every_law_holds([Values] bool ours)
    {
        long[][][] epochs = SamplingLaws.Epochs(ours ? Right() : Sampler(Buffers()), 4);
        SamplingLaws.EverySampleOfTheLargestClassOncePerEpoch(Labels, epochs);
        SamplingLaws.EqualCountsInEveryBatch(Labels, epochs);
        SamplingLaws.NothingIsDropped(Labels, Data.SamplesPerClass, epochs);
        SamplingLaws.EvenUseWithinAClass(Labels, epochs);
    }

    [Test]
    public void One_that_drops_the_last_batch()
    {
        long[][][] epochs = [.. SamplingLaws.Epochs(Right(), 4).Select(epoch => epoch[..^1])];
        Rejected(() => SamplingLaws.EverySampleOfTheLargestClassOncePerEpoch(Labels, epochs));
        Rejected(() => SamplingLaws.NothingIsDropped(Labels, Data.SamplesPerClass, epochs));
    }

    [Test]
    public void One_that_fills_up_the_last_batch_from_the_next_round()
    {
        long[][][] epochs = SamplingLaws.Epochs(Sampler(Buffers(), fillUp: true), 4);
        Rejected(() => SamplingLaws.EverySampleOfTheLargestClassOncePerEpoch(Labels, epochs));
        Rejected(() => SamplingLaws.NothingIsDropped(Labels, Data.SamplesPerClass, epochs));
    }

    [Test]
    public void One_that_reshuffles_in_the_middle_of_a_buffer()
    {
        var generator = new Generator(5);
        var broken = Sampler(Buffers(), (_, buffer) => generator.Shuffle<long>(buffer.Order));
        long[][][] epochs = SamplingLaws.Epochs(broken, 4);
        Rejected(() => SamplingLaws.EverySampleOfTheLargestClassOncePerEpoch(Labels, epochs));
        Rejected(() => SamplingLaws.EvenUseWithinAClass(Labels, epochs));
    }

    [Test]
    public void One_that_starts_the_smaller_classes_anew_each_epoch()
    {
        long[][][] epochs = SamplingLaws.Epochs(
            Sampler(Buffers(), (batch, buffer) => buffer.Position = batch == 0 ? 0 : buffer.Position), 4);
        SamplingLaws.EverySampleOfTheLargestClassOncePerEpoch(Labels, epochs);
        Rejected(() => SamplingLaws.EvenUseWithinAClass(Labels, epochs));
    }

    [Test]
    public void One_whose_last_batch_has_not_as_many_of_each_class()
    {
        long[][][] epochs = SamplingLaws.Epochs(Right(), 4);
        epochs[3][^1] = epochs[3][^1][..^1];
        Rejected(() => SamplingLaws.EqualCountsInEveryBatch(Labels, epochs));
        Rejected(() => SamplingLaws.NothingIsDropped(Labels, Data.SamplesPerClass, epochs));
    }

    [Test]
    public void One_that_gives_an_empty_batch() =>
        Rejected(() => SamplingLaws.EqualCountsInEveryBatch(Labels, [[.. Right(), []]]));

    [Test]
    public void One_that_repeats_a_sample_within_an_epoch()
    {
        SamplingLaws.EverySampleOncePerEpoch(3, [[[0, 2], [1]]]);
        Rejected(() => SamplingLaws.EverySampleOncePerEpoch(3, [[[0, 2], [2]]]));
        Rejected(() => SamplingLaws.EverySampleOncePerEpoch(3, [[[0, 2]]]));
    }

    [Test]
    public void A_ledger_that_missed_a_batch()
    {
        var sampler = new ClassBalancedBatchSampler(Labels, Data.SamplesPerClass, 1);
        long[][] batches = [.. sampler];
        SamplingLaws.TheLedgerTellsWhatWasDrawn(Labels, sampler.Ledger, batches);
        Rejected(() => SamplingLaws.TheLedgerTellsWhatWasDrawn(Labels, sampler.Ledger, batches[1..]));
    }

    [Test]
    public void Checkpoints_that_forget()
    {
        for (int stopAfter = 1; stopAfter < 9; stopAfter++)
        {
            Resume(stopAfter, _ => { });
            Rejected(() => Resume(stopAfter, state => state["1.generator"] = Tensor.From([1L, 0L])));
            Rejected(() => Resume(stopAfter, state => state["3.generator"] = Changed(state["3.generator"], last: number => number ^ 8)));
            Rejected(() => Resume(stopAfter, state => state["0.order"] = Tensor.From([.. state["0.order"].ToArray<long>().Reverse()])));
            if (stopAfter % 4 != 0) // four batches are an epoch, after which the place within it is 0 anyway
            {
                Rejected(() => Resume(stopAfter, state => state["0.position"] = Tensor.From([0L])));
            }
        }
    }

    private static ClassBalancedBatchSampler Right() => new(Labels, Data.SamplesPerClass, 1);

    private static void Resume(int stopAfter, Action<Dictionary<string, Tensor>> forget) =>
        SamplingLaws.ResumingEqualsNotStopping(
            Right,
            (stopped, resumed) =>
            {
                Dictionary<string, Tensor> state = new(stopped.StateDict());
                forget(state);
                resumed.LoadState(state);
            },
            stopAfter);

    private static Tensor Changed(Tensor numbers, Func<long, long> last)
    {
        long[] changed = numbers.ToArray<long>();
        changed[^1] = last(changed[^1]);
        return Tensor.From(changed);
    }

    private static void Rejected(Action law) => Should.Throw<ShouldAssertException>(law);

    private sealed class Buffer(long[] order)
    {
        public long[] Order { get; } = order;

        public int Position { get; set; }
    }

    private static Buffer[] Buffers() =>
        [.. Labels.Distinct().Order().Select(c => new Buffer([.. Enumerable.Range(0, Labels.Length)
            .Where(i => Labels[i] == c).Select(i => (long)i)]))];

    /// <summary>An epoch each time it is enumerated, right but for what happens to a class's buffer before each batch.</summary>
    private static IEnumerable<long[]> Sampler(Buffer[] buffers, Action<int, Buffer>? beforeBatch = null, bool fillUp = false)
    {
        int largest = buffers.Max(buffer => buffer.Order.Length);
        for (int given = 0, batch = 0; given < largest; given += Data.SamplesPerClass, batch++)
        {
            int perClass = fillUp ? Data.SamplesPerClass : Math.Min(Data.SamplesPerClass, largest - given);
            List<long> samples = [];
            foreach (Buffer buffer in buffers)
            {
                beforeBatch?.Invoke(batch, buffer);
                for (int i = 0; i < perClass; i++, buffer.Position = (buffer.Position + 1) % buffer.Order.Length)
                {
                    samples.Add(buffer.Order[buffer.Position]);
                }
            }

            yield return [.. samples];
        }
    }
}
