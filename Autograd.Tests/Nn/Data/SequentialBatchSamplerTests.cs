#pragma warning disable NUnit1027 // FsCheck, not NUnit, supplies the arguments of a property.
using Autograd.Nn;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Autograd.Tests.Nn.Data;

public sealed class SequentialBatchSamplerTests
{
    [Property]
    public void Every_enumeration_gives_every_sample_in_order(byte count, byte batchSize)
    {
        var sampler = new SequentialBatchSampler(count + 1, batchSize + 1);
        sampler.Take(1).Count().ShouldBe(1); // broken off, and yet the next one starts at the start
        long[][][] epochs = SamplingLaws.Epochs(sampler, 2);
        SamplingLaws.NothingIsDropped(new long[count + 1], batchSize + 1, epochs);
        foreach (long[][] epoch in epochs)
        {
            epoch.SelectMany(batch => batch).ShouldBe(Enumerable.Range(0, count + 1).Select(i => (long)i));
        }

        sampler.BatchCount.ShouldBe(epochs[0].Length);
        sampler.SampleCount.ShouldBe(count + 1);
    }

    [Test]
    public void Arguments_that_cannot_be_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new SequentialBatchSampler(0, 1))
            .Message.ShouldContain("count is 0; expected 1 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => new SequentialBatchSampler(1, -1))
            .Message.ShouldContain("batchSize is -1; expected 1 or more");
    }
}
