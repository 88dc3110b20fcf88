using Autograd.Core;
using Autograd.Tests.Laws.Fuzz;

namespace Autograd.Tests.Laws;

/// <summary>
/// Programs drawn at random, of elementwise ops, rows, parts and selections, in which any value is used any number of times: the gradient
/// by the fused kernels is that of recorded ops and what Backward accumulates, and, for the programs of the suite, what differences
/// give. What nothing depends on has none, though it be spoilt.
/// </summary>
public sealed class ProgramFuzz
{
    private const int InSuite = 300;
    private const int Rows = 3, Columns = 4;

    private static readonly double[] s_special = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1, 1e-310];

    private static readonly Func<Tensor, Tensor>[] s_unary =
    [
        x => x.Sqrt(), x => x.Log(), x => x.Exp(), x => 1 / x, x => x.Square(), x => x.Tanh(), x => x.Gelu(), x => x.Sin(), x => x.Abs(),
        x => x.Softmax(1), x => x.LogSoftmax(1), x => x - x.Mean(1, keepDims: true), x => x / (x.Std(1, keepDims: true) + 0.1),
        x => x.Var(1, keepDims: true) + x, x => x.LogSumExp(1, keepDims: true) - x, x => x.Max(1, keepDims: true) * x, x => x.Softplus(),
        x => x.Sum(1, keepDims: true).Tanh() + x, x => Tensor.Concatenate([x[.., 1..], x[.., ..1]], 1), x => x.Erf(), x => x.Pow(3),
        x => x.IndexSelect(1, Tensor.From([2L, 0, 0, 1])), x => x.Min(1, keepDims: true) - x, x => x.Elu(), x => x.Sigmoid(),
    ];

    // Where there is null, a product.
    private static readonly Func<Tensor, Tensor, Tensor>?[] s_binary =
    [
        (x, y) => x + y, (x, y) => x - y, null, (x, y) => x / (y.Square() + 1), Tensor.Maximum, Tensor.Minimum,
        (x, y) => Tensor.Where(x > y, x, y * 2), (x, y) => Tensor.Where(y > 0, y.Sqrt(), x),
    ];

    [Test]
    public void Programs_are_differentiated_alike_in_every_way()
    {
        Trial[] trials = [.. Enumerable.Range(0, InSuite).Select(seed => Try(seed))];
        trials.Select(trial => trial.Fault).OfType<string>().Take(3).ShouldBeEmpty();
        trials.Count(trial => trial.IsCompared).ShouldBeGreaterThan(InSuite * 3 / 4);
        trials.Count(trial => trial.HasSecond).ShouldBeGreaterThan(InSuite / 2);
    }

    [Explicit("It takes minutes."), Category("Long"), Test]
    public void A_hundred_thousand_programs_are_differentiated_alike_in_every_way() =>
        Enumerable.Range(InSuite, TestContext.Parameters.Get("calls", 100_000)).Select(seed => Try(seed).Fault).OfType<string>().Take(3)
            .ShouldBeEmpty();

    /// <summary>What is wrong with the programs of the suite if their products are made by another function.</summary>
    internal static IEnumerable<string> Faults(Func<Tensor, Tensor, Tensor> multiply) =>
        Enumerable.Range(0, InSuite).Select(seed => Try(seed, multiply).Fault).OfType<string>();

    private static Trial Try(int seed, Func<Tensor, Tensor, Tensor>? multiply = null)
    {
        Random random = new(seed);
        int[] steps = [.. Enumerable.Range(0, 3 * (1 + random.Next(6))).Select(_ => random.Next(1000))];
        double[] ordinary = [.. Enumerable.Range(0, Rows * Columns).Select(_ => 0.3 + random.NextDouble())], spoilt = [.. ordinary];
        int row = random.Next(Rows);
        for (int i = 0; i < Columns; i++)
        {
            spoilt[(row * Columns) + i] = random.Pick(s_special);
        }

        double[] weights = [.. Enumerable.Range(0, Rows * Columns).Select(i => i / Columns == row ? 0 : random.NextDouble() - 0.3)];
        Func<Tensor, Tensor> run = x => Run(steps, x, multiply ?? ((a, b) => a * b));
        (double[] fused, double[] recorded, double[] backward, double[] second) = Gradients(run, ordinary, weights);
        (double[] fusedSpoilt, double[] recordedSpoilt, double[] backwardSpoilt, double[] secondSpoilt) = Gradients(run, spoilt, weights);
        double[] numeric = Numeric(run, ordinary, weights, 1e-5), nearer = Numeric(run, ordinary, weights, 1e-6);
        bool isFinite = fused.Concat(second).Concat(numeric).All(number => Math.Abs(number) < 1e8);
        if (fused.Length == 0 || !isFinite)
        {
            return default;
        }

        string? fault = new[]
        {
            Difference("recorded", recorded, fused, 1e-9), Difference("Backward", backward, fused, 0),
            seed >= InSuite ? null : Difference("by differences", Trusted(numeric, nearer, fused), fused, 1e-4),
            Difference("with a spoilt row", fusedSpoilt, fused, 1e-9),
            Difference("recorded with a spoilt row", recordedSpoilt, fused, 1e-9),
            Difference("Backward with a spoilt row", backwardSpoilt, fused, 1e-9),
            Difference("second with a spoilt row", secondSpoilt, second, 1e-7),
        }.OfType<string>().FirstOrDefault();
        return new(true, second.Length > 0, fault is null ? null : $"seed {seed}, steps [{string.Join(", ", steps)}], row {row}: {fault}");
    }

    private static Tensor Run(int[] steps, Tensor x, Func<Tensor, Tensor, Tensor> multiply)
    {
        List<Tensor> values = [x];
        for (int i = 0; i < steps.Length; i += 3)
        {
            Tensor a = values[^(1 + (steps[i + 1] % Math.Min(2, values.Count)))], b = values[steps[i + 2] % values.Count];
            int which = steps[i] % (s_unary.Length + (2 * s_binary.Length));
            values.Add(which < s_unary.Length ? s_unary[which](a)
                : s_binary[(which - s_unary.Length) % s_binary.Length] is { } binary ? binary(a, b) : multiply(a, b));
        }

        return values[^1];
    }

    private static (double[] Fused, double[] Recorded, double[] Backward, double[] Second) Gradients(
        Func<Tensor, Tensor> run, double[] at, double[] weights)
    {
        Tensor x = Tensor.From(at, [Rows, Columns]), upstream = Tensor.From(weights, [Rows, Columns]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = run(x);
        if (y.Tape != tape)
        {
            return ([], [], [], []);
        }

        Tensor first = tape.Gradient(y, [x], upstream, createGraph: true)[0];
        double[] fused = Numbers.Of(tape.Gradient(y, [x], upstream)[0]), recorded = Numbers.Of(first);
        double[] second = first.Tape == tape ? Numbers.Of(tape.Gradient(first, [x], Tensor.Ones([Rows, Columns], DType.Float64))[0]) : [];
        tape.Backward(y, upstream);
        return (fused, recorded, Numbers.Of(x.Grad!), second);
    }

    // Near a kink, or where it is very steep, differences say nothing.
    private static double[] Trusted(double[] numeric, double[] nearer, double[] otherwise) =>
        [.. numeric.Select((number, i) => Numbers.AreNear(number, nearer[i], 1e-5, 1e-5) ? number : otherwise[i])];

    private static double[] Numeric(Func<Tensor, Tensor> run, double[] at, double[] weights, double step)
    {
        double Value(int i, double by)
        {
            double[] moved = [.. at];
            moved[i] += by;
            return Numbers.Of(run(Tensor.From(moved, [Rows, Columns]))).Zip(weights, (y, w) => w == 0 ? 0 : y * w).Sum();
        }

        return [.. at.Select((_, i) => (Value(i, step) - Value(i, -step)) / (2 * step))];
    }

    private static string? Difference(string what, double[] actual, double[] expected, double tolerance) =>
        Numbers.Differences(what, actual, expected, tolerance, tolerance * (1 + expected.Select(Math.Abs).DefaultIfEmpty(0).Max()))
            .FirstOrDefault();

    private readonly record struct Trial(bool IsCompared, bool HasSecond, string? Fault);
}
