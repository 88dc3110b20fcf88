using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Ops;

public sealed class NormalizationTests
{
    private const int Rows = 6, Length = 1000;

    // Over rows, which the ops that take columns get transposed.
    private static readonly (string Name, Func<Tensor, Tensor> Of)[] s_ops =
    [
        ("layer_norm", x => x.LayerNorm()),
    ];

    public static IEnumerable<TestCaseData> Ops => s_ops.Select(op => new TestCaseData(op.Of).SetArgDisplayNames(op.Name));

    [TestCaseSource(nameof(Ops))]
    public void A_large_mean_costs_no_digits_in_single_precision(Func<Tensor, Tensor> norm)
    {
        double[] noise = Numbers.Of(Tensor.Normal([Rows, Length], new Generator(1), 1e4, 1e-2));
        Tensor x = Tensor.From(Array.ConvertAll(noise, number => (float)number), [Rows, Length]);
        Numbers.Differences("", Numbers.Of(norm(x)), Standardized(Numbers.Of(x)), 0, 1e-5).ShouldBeEmpty();
    }

    [TestCaseSource(nameof(Ops))]
    public void Equal_elements_give_exactly_nothing_but_the_bias(Func<Tensor, Tensor> norm)
    {
        foreach (double value in new[] { 1e4, 0.1, -1e30, 1e-30 })
        {
            Numbers.Of(norm(Tensor.Full([Rows, Length], value))).ShouldAllBe(number => number == 0);
            Numbers.Of(norm(Tensor.Full([Rows, Length], value, DType.Float64))).ShouldAllBe(number => number == 0);
        }
    }

    [TestCaseSource(nameof(Ops))]
    public void Large_numbers_do_not_overflow(Func<Tensor, Tensor> norm)
    {
        Tensor x = OpSamples.Spread([Rows, Length], DType.Float32, -1e30, 1e30);
        Numbers.Differences("", Numbers.Of(norm(x)), Standardized(Numbers.Of(x)), 1e-6, 1e-6).ShouldBeEmpty();
        Gradient(norm, x).ShouldAllBe(number => double.IsFinite(number));
    }

    [TestCaseSource(nameof(Ops))]
    public void The_gradient_keeps_its_digits_beside_a_large_mean(Func<Tensor, Tensor> norm)
    {
        Tensor x = OpSamples.Spread([Rows, Length], DType.Float32, 9999.98, 10000.02), wide = x.To(DType.Float64);
        double[] expected = Gradient(norm, wide);
        double largest = expected.Max(Math.Abs);
        Numbers.Differences("", Gradient(norm, x), expected, 0, 1e-5 * largest).ShouldBeEmpty();
    }

    private static double[] Gradient(Func<Tensor, Tensor> norm, Tensor x)
    {
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = norm(x);
        return Numbers.Of(tape.Gradient(y, [x], Numbers.Upstream(y.Shape, y.DType))[0]);
    }

    private static double[] Standardized(double[] x) => [.. x.Chunk(Length).SelectMany(row =>
    {
        double mean = row.Average(), variance = row.Average(number => (number - mean) * (number - mean));
        return row.Select(number => (number - mean) / Math.Sqrt(variance + 1e-5));
    })];
}
