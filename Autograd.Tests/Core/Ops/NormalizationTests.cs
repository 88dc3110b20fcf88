using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Ops;

public sealed class NormalizationTests
{
    private const int Rows = 6, Length = 1000;

    // Each standardizes the rows of a matrix, which are laid out as it takes them.
    private static readonly (string Name, Func<Tensor, Tensor> Of)[] s_ops =
    [
        ("layer_norm", x => x.LayerNorm()),
        ("layer_norm, with weights", x => x.LayerNorm(Tensor.Ones([Length], x.DType), Tensor.Zeros([Length], x.DType))),
        ("batch_norm of columns", x => x.Transpose(0, 1).BatchNorm().Transpose(0, 1)),
        ("batch_norm of places", x => x.Reshape(Rows, 20, 50).Permute(1, 0, 2).BatchNorm().Permute(1, 0, 2).Reshape(Rows, Length)),
        ("batch_norm of one sample", x => x.Reshape(1, Rows, Length).BatchNorm().Reshape(Rows, Length)),
        ("group_norm", x => x.Reshape(1, 2 * Rows, Length / 2).GroupNorm(Rows).Reshape(Rows, Length)),
        ("group_norm, with weights", x => x.Reshape(1, 2 * Rows, Length / 2)
            .GroupNorm(Rows, Tensor.Ones([2 * Rows], x.DType), Tensor.Zeros([2 * Rows], x.DType)).Reshape(Rows, Length)),
        ("instance_norm", x => x.Reshape(2, Rows / 2, Length).InstanceNorm().Reshape(Rows, Length)),
    ];

    public static IEnumerable<TestCaseData> Ops => s_ops.Select(op => new TestCaseData(op.Of).SetArgDisplayNames(op.Name));

    private static IEnumerable<TestCaseData> RootMeanSquare =>
        [new TestCaseData((Func<Tensor, Tensor>)(x => x.RmsNorm())).SetArgDisplayNames("rms_norm")];

    [TestCaseSource(nameof(Ops))]
    public void A_large_mean_costs_no_digits_in_single_precision(Func<Tensor, Tensor> norm)
    {
        // E[x²] − E[x]² loses them: pytorch/pytorch#5410, tenstorrent/tt-metal#45968.
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
        // pytorch/pytorch#178123.
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

    [TestCaseSource(nameof(Ops))]
    [TestCaseSource(nameof(RootMeanSquare))]
    public void What_no_double_holds_spoils_all_of_its_row_and_no_other(Func<Tensor, Tensor> norm)
    {
        foreach (double[] numbers in new double[][] { [double.PositiveInfinity, 1], [double.NaN, 1], [1e200, -1e200] })
        {
            double[] x = Numbers.Of(OpSamples.Spread([Rows, Length], DType.Float64));
            numbers.CopyTo(x, 2 * Length);
            foreach (bool createGraph in new[] { false, true })
            {
                using var tape = new Tape();
                Tensor input = Tensor.From(x, [Rows, Length]);
                tape.Watch(input);
                Tensor y = norm(input);
                Tensor dx = tape.Gradient(y, [input], Numbers.Upstream(y.Shape, y.DType), createGraph: createGraph)[0];
                foreach (Tensor result in new[] { y, dx })
                {
                    bool[] isSpoilt = [.. Numbers.Of(result).Select(double.IsNaN)];
                    isSpoilt.ShouldBe(Enumerable.Range(0, Rows * Length).Select(i => i / Length == 2));
                }
            }
        }
    }

    [Test]
    public void A_root_mean_square_does_not_overflow()
    {
        Tensor x = OpSamples.Spread([Rows, Length], DType.Float32, -1e30, 1e30);
        double[] expected = [.. Numbers.Of(x).Chunk(Length).SelectMany(row =>
            row.Select(number => number / Math.Sqrt(row.Average(other => other * other))))];
        Numbers.Differences("", Numbers.Of(x.RmsNorm()), expected, 1e-6, 0).ShouldBeEmpty();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Means_and_variances_that_an_op_returns_are_differentiated_too(bool isInstance)
    {
        NormOp op = isInstance ? new InstanceNormOp(0.1, returnsStatistics: true) : new BatchNormOp(0.1, returnsStatistics: true);
        Tensor x = OpSamples.Spread([3, 2, 4], DType.Float64), weight = OpSamples.Spread([2], DType.Float64, phase: 1);
        GradCheckReport report = GradCheck.Run("statistics", inputs =>
        {
            Tensor[] results = op.ApplyAll(inputs[0], inputs[1]);
            return (results[0].Flatten() * results[1].Sum()) + (results[2].Exp().Sum() * results[1].Square().Mean());
        }, [x, weight]);
        report.Passed.ShouldBeTrue(report.ToString());
        double[] means = Numbers.Of(op.ApplyAll(x)[1]), variances = Numbers.Of(op.ApplyAll(x)[2]);
        int[] axes = isInstance ? [2] : [0, 2];
        Numbers.Differences("mean", means, Numbers.Of(x.Mean(axes)), 1e-14, 1e-14).ShouldBeEmpty();
        Numbers.Differences("variance", variances, Numbers.Of(x.Var(axes, correction: 0)), 1e-14, 1e-14).ShouldBeEmpty();
    }

    [Test]
    public void Of_mean_and_variance_both_are_given_or_neither() =>
        Should.Throw<ArgumentException>(() => Tensor.Ones([2, 3]).BatchNorm(mean: Tensor.Ones([3]))).Message
            .ShouldContain("batch_norm: of mean and variance one is null");

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
