#pragma warning disable NUnit1027 // FsCheck, not NUnit, supplies the arguments of a property.
using Autograd.Core;
using Autograd.Nn;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Autograd.Tests.Nn.Data;

public sealed class ClassBalancedBatchSamplerTests
{
    private const int Epochs = 4;

    [Property(Arbitrary = [typeof(LabelledCases)])]
    public void An_epoch_visits_every_sample_of_the_largest_class_once(LabelledCase data) =>
        SamplingLaws.EverySampleOfTheLargestClassOncePerEpoch(data.Labels(), SamplingLaws.Epochs(Sampler(data), Epochs));

    [Property(Arbitrary = [typeof(LabelledCases)])]
    public void Every_batch_holds_as_many_of_each_class_class_by_class(LabelledCase data) =>
        SamplingLaws.EqualCountsInEveryBatch(data.Labels(), SamplingLaws.Epochs(Sampler(data), Epochs));

    [Property(Arbitrary = [typeof(LabelledCases)])]
    public void Nothing_is_dropped(LabelledCase data) =>
        SamplingLaws.NothingIsDropped(data.Labels(), data.SamplesPerClass, SamplingLaws.Epochs(Sampler(data), Epochs));

    [Property(Arbitrary = [typeof(LabelledCases)])]
    public void Within_a_class_no_sample_is_used_more_than_once_oftener_than_another(LabelledCase data) =>
        SamplingLaws.EvenUseWithinAClass(data.Labels(), SamplingLaws.Epochs(Sampler(data), Epochs));

    [Property(Arbitrary = [typeof(LabelledCases)])]
    public void The_ledger_tells_what_was_drawn_after_every_batch(LabelledCase data)
    {
        ClassBalancedBatchSampler sampler = Sampler(data);
        List<long[]> drawn = [];
        SamplingLaws.TheLedgerTellsWhatWasDrawn(data.Labels(), sampler.Ledger, drawn);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            foreach (long[] batch in sampler)
            {
                drawn.Add(batch);
                SamplingLaws.TheLedgerTellsWhatWasDrawn(data.Labels(), sampler.Ledger, drawn);
            }
        }
    }

    [Property(Arbitrary = [typeof(LabelledCases)])]
    public void Counts_are_those_of_an_epoch(LabelledCase data)
    {
        ClassBalancedBatchSampler sampler = Sampler(data);
        sampler.ClassCount.ShouldBe(data.ClassSizes.Length);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            sampler.Epoch.ShouldBe(epoch);
            long[][] batches = [.. sampler];
            batches.Length.ShouldBe(sampler.BatchCount);
            batches.Sum(batch => batch.LongLength).ShouldBe(sampler.SampleCount);
        }
    }

    [Property(Arbitrary = [typeof(LabelledCases)])]
    public void The_same_seed_gives_the_same_batches(LabelledCase data) =>
        SamplingLaws.SameBatches(SamplingLaws.Epochs(Sampler(data), Epochs), SamplingLaws.Epochs(Sampler(data), Epochs));

    [Property(Arbitrary = [typeof(LabelledCases)])]
    public void Resuming_equals_not_stopping(LabelledCase data, byte stopAfter) => SamplingLaws.ResumingEqualsNotStopping(
        () => Sampler(data),
        (stopped, resumed) =>
        {
            resumed.LoadState(stopped.StateDict());
            resumed.Epoch.ShouldBe(stopped.Epoch);
            resumed.Ledger.ToString().ShouldBe(stopped.Ledger.ToString());
        },
        stopAfter);

    [Test]
    public void Another_seed_another_epoch_and_another_class_of_the_same_size_have_other_orders()
    {
        var data = new LabelledCase([20, 20], 20, 1);
        long[][][] epochs = SamplingLaws.Epochs(Sampler(data), 2);
        epochs[0][0].ShouldNotBe(epochs[1][0]);
        var other = new ClassBalancedBatchSampler(data.Labels(), 20, seed: 2);
        other.First().ShouldNotBe(epochs[0][0]);

        long[] labels = [.. Enumerable.Repeat(0L, 20), .. Enumerable.Repeat(1L, 20)];
        long[] batch = new ClassBalancedBatchSampler(labels, 20, seed: 1).First();
        batch[20..].ShouldNotBe(batch[..20].Select(sample => sample + 20));
    }

    [Test]
    public void A_batch_belongs_to_the_caller()
    {
        long[][] batches = [.. Sampler(new LabelledCase([9, 4], 3, 1))];
        batches.Distinct().Count().ShouldBe(3);
    }

    [Test]
    public void Two_enumerations_at_once_share_the_epoch()
    {
        ClassBalancedBatchSampler sampler = Sampler(new LabelledCase([10, 3], 2, 1));
        using IEnumerator<long[]> first = sampler.GetEnumerator(), second = sampler.GetEnumerator();
        int batches = 0;
        while (first.MoveNext())
        {
            batches++;
            if (second.MoveNext())
            {
                batches++;
            }
        }

        batches.ShouldBe(sampler.BatchCount);
    }

    [Test]
    public void A_ledger_reads_as_a_table()
    {
        ClassBalancedBatchSampler sampler = Sampler(new LabelledCase([5, 2, 1], 2, 1));
        sampler.Take(2).Count().ShouldBe(2);
        sampler.Ledger.ToString().ShouldBe(
            """
            class     samples       draws     repeats  never seen
                0           5           4           0           1
                1           2           4           2           0
                2           1           4           3           0
            """.ReplaceLineEndings("\n"));
    }

    [Test]
    public void Arguments_that_cannot_be_are_refused()
    {
        Refused<ArgumentException>([0, 2, 2], 1, null, "class 1 of 3 has no samples");
        Refused<ArgumentException>([0, 1], 1, 4, "class 2 of 4 has no samples");
        Refused<ArgumentException>([0, 1, long.MaxValue - 1], 1, null, "class 2 of 9223372036854775807 has no samples");
        Refused<ArgumentException>([0, -3], 1, null, "the label of sample 1 is -3, expected 0 or more");
        Refused<ArgumentException>([0, 1, 2], 1, 2, "the label of sample 2 is 2, expected 0 to 1");
        Refused<ArgumentException>([], 1, null, "there are no labels");
        Refused<ArgumentOutOfRangeException>([0, 1], 0, null, "samplesPerClass is 0; expected 1 or more");
        Refused<ArgumentOutOfRangeException>([0, 1], -1, null, "samplesPerClass is -1; expected 1 or more");
        Refused<ArgumentOutOfRangeException>([0, 1], 1, 0, "classCount is 0; expected 1 or more");
    }

    [Test]
    public void A_batch_as_large_as_can_be_is_the_whole_epoch() =>
        new ClassBalancedBatchSampler([0, 0, 0, 1], int.MaxValue, 1).Single().Length.ShouldBe(6);

    [Test]
    public void A_batch_larger_than_an_array_is_refused()
    {
        long[] labels = [.. Enumerable.Repeat(0L, 60_000), .. Enumerable.Range(1, 60_000).Select(c => (long)c)];
        Refused<ArgumentException>(labels, 60_000, null, "larger than an array can be");
    }

    [Test]
    public void A_state_of_other_labels_is_refused_and_changes_nothing()
    {
        var sampler = new ClassBalancedBatchSampler([0, 0, 0, 1, 1], 2, 1);
        sampler.Take(1).Count().ShouldBe(1);
        string good = SamplerCase.Text(sampler.StateDict());
        var others = new (IReadOnlyDictionary<string, Tensor> State, string Message)[]
        {
            (new ClassBalancedBatchSampler([0, 0, 0, 1, 1, 2], 2, 1).StateDict(), "'2.order' is nothing that it remembers"),
            (new ClassBalancedBatchSampler([0, 0, 0], 2, 1).StateDict(), "'1.generator' is missing"),
            (new ClassBalancedBatchSampler([0, 0, 0, 1, 1, 1], 2, 2).StateDict(),
                "'1.order' is of 3 samples; expected 2, as there are here"),
            (new ClassBalancedBatchSampler([1, 0, 0, 0, 1], 2, 1).StateDict(),
                "'0.order' is of 3 samples as there are here, but not of the same ones"),
        };
        foreach ((IReadOnlyDictionary<string, Tensor> state, string message) in others)
        {
            Should.Throw<ArgumentException>(() => sampler.LoadState(state)).Message.ShouldContain(message);
        }

        SamplerCase.Text(sampler.StateDict()).ShouldBe(good);
        Should.Throw<ArgumentNullException>(() => sampler.LoadState(null!));
    }

    private static ClassBalancedBatchSampler Sampler(LabelledCase data) => new(data.Labels(), data.SamplesPerClass, data.Seed);

    private static void Refused<TException>(long[] labels, int samplesPerClass, int? classCount, string message)
        where TException : ArgumentException =>
        Should.Throw<TException>(() => new ClassBalancedBatchSampler(labels, samplesPerClass, 1, classCount))
            .Message.ShouldContain(message);
}
