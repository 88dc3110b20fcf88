using Autograd.Core;
using Autograd.Data;

namespace Autograd.Tests.Data;

public sealed class NumberEncoderTests
{
    [Test]
    public void Numbers_of_which_a_few_lie_far_out_are_told_apart_where_most_of_them_are()
    {
        double[] values = new double[1000];
        new Generator(1).FillNormal(values);
        NumberEncoder plain = NumberEncoder.Fit("plain", values, limit: 8)!;
        (plain.Spread, plain.FeatureCount).ShouldBe((null, 1));

        double[] skewed = Array.ConvertAll(values, value => Math.Exp(2 * value));
        skewed[7] = double.NaN;
        NumberEncoder encoder = NumberEncoder.Fit("skewed", skewed, limit: 8)!;
        encoder.FeatureCount.ShouldBe(3);
        float[] below = Encoded(encoder, encoder.Median - (encoder.Spread!.Value / 2)), above = Encoded(encoder, encoder.Median * 2);
        (above[0] - below[0]).ShouldBeLessThan(0.2f, "in standard deviations most numbers are one");
        below[2].ShouldBe((float)Math.Asinh(-0.5), 1e-6f);
        above[2].ShouldBe((float)Math.Asinh(encoder.Median / encoder.Spread.Value), 1e-6f);
        Encoded(encoder, double.NaN)[1..].ShouldBe([1, 0], "a missing one is the median, and marked");
        Encoded(encoder, 1e308)[2].ShouldBe(8);
        Encoded(encoder, -1e308)[2].ShouldBe(-8);
        encoder.ToString().ShouldContain(" and asinh((x − ");
    }

    [Test]
    public void The_largest_numbers_there_are_become_finite_ones_without_a_limit_too()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(i => i % 50 == 0 ? double.MaxValue : i * 1e-300)];
        NumberEncoder encoder = NumberEncoder.Fit("huge", values, limit: null)!;
        encoder.Spread.ShouldNotBeNull();
        foreach (double value in new[] { double.MaxValue, 0, 1e-300 })
        {
            Encoded(encoder, value).ShouldAllBe(feature => float.IsFinite(feature));
        }
    }

    private static float[] Encoded(NumberEncoder encoder, double value)
    {
        float[] features = new float[encoder.FeatureCount];
        encoder.Encode(value, features);
        return features;
    }
}
