#pragma warning disable NUnit1027 // FsCheck, not NUnit, supplies the arguments of a property.
using Autograd.Nn;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Autograd.Tests.Nn.Data;

public sealed class RandomBatchSamplerTests
{
    [Property]
    public void An_epoch_visits_every_sample_once_in_batches_full_but_the_last(byte count, byte batchSize, ulong seed)
    {
        var sampler = new RandomBatchSampler(count + 1, batchSize + 1, seed);
        long[][][] epochs = SamplingLaws.Epochs(sampler, 3);
        SamplingLaws.EverySampleOncePerEpoch(count + 1, epochs);
        SamplingLaws.NothingIsDropped(new long[count + 1], batchSize + 1, epochs);
        epochs.ShouldAllBe(epoch => epoch.Length == sampler.BatchCount);
        sampler.SampleCount.ShouldBe(count + 1);
        sampler.Epoch.ShouldBe(3);
    }

    [Property]
    public void Dropping_the_last_batch_leaves_the_full_ones(byte count, byte batchSize, ulong seed)
    {
        int size = Math.Min(count, batchSize) + 1;
        var sampler = new RandomBatchSampler(count + 1, size, seed, dropLast: true);
        foreach (long[][] epoch in SamplingLaws.Epochs(sampler, 3))
        {
            epoch.Length.ShouldBe((count + 1) / size);
            epoch.Length.ShouldBe(sampler.BatchCount);
            epoch.ShouldAllBe(batch => batch.Length == size);
            epoch.SelectMany(batch => batch).ShouldBeUnique();
            epoch.Sum(batch => batch.LongLength).ShouldBe(sampler.SampleCount);
        }

        sampler.Epoch.ShouldBe(3);
    }

    [Property]
    public void Resuming_equals_not_stopping(byte count, byte batchSize, ulong seed, bool dropLast, byte stopAfter)
    {
        int size = Math.Min(count, batchSize) + 1;
        SamplingLaws.ResumingEqualsNotStopping(
            () => new RandomBatchSampler(count + 1, size, seed, dropLast),
            (stopped, resumed) => resumed.LoadState(stopped.StateDict()),
            stopAfter);
    }

    [Test]
    public void Orders_differ_from_epoch_to_epoch_and_from_seed_to_seed_and_are_alike_for_a_seed()
    {
        var sampler = new RandomBatchSampler(30, 30, 1);
        long[] first = sampler.Single(), second = sampler.Single();
        second.ShouldNotBe(first);
        new RandomBatchSampler(30, 30, 2).Single().ShouldNotBe(first);
        var again = new RandomBatchSampler(30, 30, 1);
        again.Single().ShouldBe(first);
        again.Single().ShouldBe(second);
    }

    [Test]
    public void A_state_from_other_batch_sizes_still_gives_full_batches_only_where_the_last_is_dropped()
    {
        var from = new RandomBatchSampler(10, 8, 1);
        from.Take(1).Count().ShouldBe(1);
        var to = new RandomBatchSampler(10, 4, 1, dropLast: true);
        to.LoadState(from.StateDict());
        to.Select(batch => batch.Length).ShouldBe([4, 4]);
    }

    [Test]
    public void Arguments_that_cannot_be_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new RandomBatchSampler(0, 1, 1))
            .Message.ShouldContain("count is 0; expected 1 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => new RandomBatchSampler(1, 0, 1))
            .Message.ShouldContain("batchSize is 0; expected 1 or more");
        Should.Throw<ArgumentException>(() => new RandomBatchSampler(3, 4, 1, dropLast: true))
            .Message.ShouldContain("3 samples and batches of 4 leaves no batch");
        Should.Throw<ArgumentException>(() => new RandomBatchSampler(3, 4, 1).LoadState(new RandomBatchSampler(4, 4, 1).StateDict()))
            .Message.ShouldContain("'order' is of 4 samples; expected 3");
    }
}
