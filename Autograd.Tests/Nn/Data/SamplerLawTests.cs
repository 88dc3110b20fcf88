using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

/// <summary>What holds for every sampler; <see cref="BrokenSamplerLawTests"/> shows that each law rejects what it is for.</summary>
public sealed class SamplerLawTests
{
    internal static readonly TensorDataset Data = new(
        Tensor.From([.. Enumerable.Range(0, SamplerCase.Count * 3).Select(i => i + 0.5f)], [SamplerCase.Count, 3]),
        Tensor.From([.. Enumerable.Range(0, SamplerCase.Count).Select(i => (long)i)]));

    private static IEnumerable<SamplerCase> Cases => SamplerCase.All;

    [Test]
    public void Every_sampler_of_the_library_is_in_the_catalogue() =>
        typeof(BatchSampler).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(BatchSampler)))
            .Except(SamplerCase.All.Select(sampler => sampler.Make(1).GetType())).ShouldBeEmpty();

    [TestCaseSource(nameof(Cases))]
    public void An_epoch_covers_what_the_sampler_says(SamplerCase sampler)
    {
        BatchSampler of = sampler.Make(1);
        long[][][] epochs = SamplingLaws.Epochs(of, 5);
        sampler.Covers(epochs);
        epochs.ShouldAllBe(epoch => epoch.Length == of.BatchCount && epoch.Sum(batch => batch.LongLength) == of.SampleCount);
    }

    [TestCaseSource(nameof(Cases))]
    public void The_seed_determines_the_batches(SamplerCase sampler) => SeedDetermines(sampler.Make, sampler.IsRandom);

    [TestCaseSource(nameof(Cases))]
    public void A_state_resumes_to_the_bit_wherever_it_was_taken(SamplerCase sampler)
    {
        for (int stopAfter = 0; stopAfter < 15; stopAfter++)
        {
            Resumes(sampler.Make, stopAfter, sampler.IsRandom);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void A_copy_goes_on_by_itself_with_the_same_batches(SamplerCase sampler)
    {
        for (int stopAfter = 0; stopAfter < 9; stopAfter++)
        {
            CopyIsFaithful(sampler.Make, stopAfter);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Batches_assembled_ahead_are_the_same_and_the_state_is_that_of_the_last_one_consumed(SamplerCase sampler)
    {
        foreach (int ahead in new[] { 1, 3 })
        {
            AheadIsTheSame(sampler.Make, ahead);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void A_state_of_another_sampler_is_refused_and_changes_nothing(SamplerCase sampler)
    {
        BatchSampler of = sampler.Make(1);
        string before = SamplerCase.Text(of.StateDict());
        foreach (string name in of.StateDict().Keys)
        {
            foreach (Tensor? wrong in new[] { null, Tensor.From([-7L, 1, 2]), Tensor.Ones([1]), Tensor.From([1L << 40]) })
            {
                Dictionary<string, Tensor> state = new(of.StateDict());
                state.Remove(name);
                if (wrong is not null)
                {
                    state.Add(name, wrong);
                }

                // Any number of epochs may have been given.
                if (wrong?.Count != 1 || wrong.DType != DType.Int64 || !(name == "epoch" || name.EndsWith("wraps",
                    StringComparison.Ordinal)))
                {
                    Should.Throw<ArgumentException>(() => of.LoadState(state)).Message
                        .ShouldStartWith($"LoadState: the state does not fit {of.GetType().Name}, and nothing was loaded:");
                }
            }
        }

        Should.Throw<ArgumentException>(() => of.LoadState(new Dictionary<string, Tensor>(of.StateDict()) { ["more"] = Tensor.From([1L]) }))
            .Message.ShouldContain("'more' is nothing that it remembers");
        SamplerCase.Text(of.StateDict()).ShouldBe(before);
    }

    internal static void SeedDetermines(Func<ulong, BatchSampler> make, bool isRandom)
    {
        SamplingLaws.SameBatches(SamplingLaws.Epochs(make(7), 3), SamplingLaws.Epochs(make(7), 3));
        if (isRandom)
        {
            Should.Throw<ShouldAssertException>(
                () => SamplingLaws.SameBatches(SamplingLaws.Epochs(make(7), 3), SamplingLaws.Epochs(make(8), 3)));
        }
    }

    internal static void Resumes(Func<ulong, BatchSampler> make, int stopAfter, bool hasState = true)
    {
        BatchSampler whole = make(3), stopped = make(3), resumed = make(9);
        Draw(whole, stopAfter);
        Draw(stopped, stopAfter);
        stopped.StateDict().Count.ShouldBeGreaterThan(hasState ? 0 : -1);
        resumed.LoadState(stopped.StateDict());
        SamplingLaws.SameBatches([Draw(resumed, 20)], [Draw(whole, 20)]);
    }

    internal static void CopyIsFaithful(Func<ulong, BatchSampler> make, int stopAfter)
    {
        BatchSampler original = make(3), untouched = make(3), again = make(3);
        Draw(original, stopAfter);
        Draw(untouched, stopAfter);
        Draw(again, stopAfter);
        BatchSampler copy = original.Copy();
        SamplingLaws.SameBatches([Draw(copy, 20)], [Draw(untouched, 20)]);
        SamplingLaws.SameBatches([Draw(original, 20)], [Draw(again, 20)]);
    }

    internal static void AheadIsTheSame(Func<ulong, BatchSampler> make, int ahead)
    {
        Func<Batch, Generator, Batch> noise = (batch, generator) =>
            batch with { Inputs = batch.Inputs + Tensor.Normal(batch.Inputs.Shape, generator) };
        var plain = new DataLoader(Data, make(3)) { Augment = noise, Seed = 5 };
        var other = new DataLoader(Data, make(3)) { Augment = noise, Seed = 5, Ahead = ahead };
        for (int epoch = 0; epoch < 3; epoch++)
        {
            using IEnumerator<Batch> expected = plain.GetEnumerator();
            foreach (Batch batch in other)
            {
                expected.MoveNext().ShouldBeTrue();
                batch.Indices.ShouldBe(expected.Current.Indices);
                batch.Inputs.ToArray<float>().ShouldBe(expected.Current.Inputs.ToArray<float>());
                batch.Targets.ToArray<long>().ShouldBe(expected.Current.Targets.ToArray<long>());
                SamplerCase.Text(other.StateDict()).ShouldBe(SamplerCase.Text(plain.StateDict()));
                if (epoch == 1 && expected.Current.Indices[0] % 5 == 0)
                {
                    break;
                }
            }

            (expected.MoveNext() && epoch != 1).ShouldBeFalse();
            plain.LoadState(other.StateDict());
        }
    }

    // So many batches, over the ends of epochs.
    internal static long[][] Draw(BatchSampler sampler, int count)
    {
        List<long[]> drawn = [];
        while (drawn.Count < count)
        {
            drawn.AddRange(sampler.Take(count - drawn.Count));
        }

        return [.. drawn];
    }
}
