using Autograd.Nn;

namespace Autograd.Tests.Nn.Data;

public sealed class WeightedBatchSamplerTests
{
    [Test]
    public void Each_sample_comes_as_often_as_its_weight_says()
    {
        double[] weights = [1, 0, 3, 0, 0, 4, 2, 0];
        long[] counts = new long[weights.Length];
        foreach (long sample in new WeightedBatchSampler(weights, 1000, seed: 1, samplesPerEpoch: 100_000).SelectMany(batch => batch))
        {
            counts[sample]++;
        }

        for (int i = 0; i < weights.Length; i++)
        {
            // Five standard deviations of a binomial count.
            double share = weights[i] / 10;
            (counts[i] / 100_000.0).ShouldBe(share, 5 * Math.Sqrt(share * (1 - share) / 100_000) + 1e-12);
        }
    }

    [Test]
    public void A_single_weight_draws_its_sample_whatever_the_scale() =>
        new WeightedBatchSampler([0, 0, 5e-324, 0], 3, 1).SelectMany(batch => batch).ShouldBe([2L, 2, 2, 2]);

    [Test]
    public void Weights_that_cannot_be_are_refused()
    {
        Refused([], "there are no weights");
        Refused([1, -0.5], "the weight of sample 1 is -0.5; expected a number of 0 or more");
        Refused([double.NaN], "the weight of sample 0 is NaN");
        Refused([0, double.PositiveInfinity], "the weight of sample 1 is Infinity");
        Refused([0, 0], "all weights are 0, so there is nothing to draw");
        Refused([1e308, 1e308], "the weights sum to infinity");
        Should.Throw<ArgumentOutOfRangeException>(() => new WeightedBatchSampler([1], 0, 1)).Message.ShouldContain("batchSize is 0");
        Should.Throw<ArgumentOutOfRangeException>(() => new WeightedBatchSampler([1], 1, 1, samplesPerEpoch: 0)).Message
            .ShouldContain("samplesPerEpoch is 0");
    }

    private static void Refused(double[] weights, string message) =>
        Should.Throw<ArgumentException>(() => new WeightedBatchSampler(weights, 1, 1)).Message.ShouldContain(message);
}
