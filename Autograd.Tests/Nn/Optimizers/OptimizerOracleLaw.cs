using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Optimizers;

/// <summary>
/// A step does to every number what its oracle does: a parameter without gradient is skipped whole and its step not counted, a zero
/// gradient is one, a frozen parameter stays; the same bits come with any number of threads; and a steady step allocates nothing.
/// </summary>
internal static class OptimizerOracleLaw
{
    private const int Steps = 12, Large = 70_000;

    private static readonly Shape[] s_shapes = [[5, 7], [3], [2, 2]];

    /// <summary>What an optimizer does other than its oracle; empty for a sound one.</summary>
    public static IReadOnlyList<string> Violations(Func<IEnumerable<Parameter>, Optimizer> make, Func<OptimizerOracles.Step> oracle) =>
    [
        .. Compare(make, oracle, DType.Float64, 1e-12),
        .. Compare(make, oracle, DType.Float32, 2e-5),
        .. Bits(make, threads: 1).SequenceEqual(Bits(make, threads: 3)) ? [] : (string[])["threads change bits"],
        .. Allocated(make) is > 100 and var bytes ? (string[])[FormattableString.Invariant($"50 steps allocated {bytes} bytes")] : [],
    ];

    private static IEnumerable<string> Compare(
        Func<IEnumerable<Parameter>, Optimizer> make, Func<OptimizerOracles.Step> oracle, DType dtype, double tolerance)
    {
        var random = new Random(5);
        Parameter[] parameters = [.. s_shapes.Select(shape => new Parameter(Draw(shape, random, dtype)))];
        double[][] expected = [.. parameters.Select(parameter => Numbers.Of(parameter.Value))];
        OptimizerOracles.Step[][] oracles = [.. expected.Select(numbers => Array.ConvertAll(numbers, _ => oracle()))];
        int[] taken = new int[parameters.Length];
        Optimizer optimizer = make(parameters);
        for (int step = 0; step < Steps; step++)
        {
            // The second has no gradient now and then, and the third is frozen for a while; in one step all gradients are zero.
            optimizer.ZeroGrad();
            parameters[2].RequiresGrad = step is not (4 or 5);
            for (int p = 0; p < parameters.Length; p++)
            {
                Tensor gradient = Draw(s_shapes[p], random, dtype) * (step == 6 ? 0 : 1);
                if (parameters[p].RequiresGrad && !(p == 1 && step is 0 or 3 or 7))
                {
                    using var tape = new Tape();
                    tape.Backward(parameters[p].Value, upstream: gradient);
                    taken[p]++;
                    double[] gradients = Numbers.Of(gradient);
                    expected[p] = [.. expected[p].Select((w, i) => oracles[p][i](w, gradients[i], taken[p]))];
                }
            }

            optimizer.Step();
            for (int p = 0; p < parameters.Length; p++)
            {
                string what = FormattableString.Invariant($"{dtype}, step {step}, parameter {p}");
                foreach (string difference in Numbers.Differences(
                    what, Numbers.Of(parameters[p].Value), expected[p], tolerance, tolerance))
                {
                    yield return difference;
                }
            }
        }
    }

    private static byte[] Bits(Func<IEnumerable<Parameter>, Optimizer> make, int threads)
    {
        using var limit = new ThreadLimit(threads);
        var random = new Random(3);
        Parameter[] parameters = [new(Draw([Large], random, DType.Float32))];
        Tensor gradient = Draw([Large], random, DType.Float32);
        Optimizer optimizer = make(parameters);
        for (int step = 0; step < 2; step++)
        {
            Backward(parameters[0], gradient);
            optimizer.Step();
        }

        return [.. Numbers.Bits(parameters[0].Value), .. optimizer.StateDict().SelectMany(pair => Numbers.Bits(pair.Value))];
    }

    private static long Allocated(Func<IEnumerable<Parameter>, Optimizer> make)
    {
        Sequential model = OptimizerTests.Network();
        Optimizer optimizer = make(model.Parameters());
        OptimizerTests.Train(model, optimizer);
        optimizer.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 50; step++)
        {
            optimizer.Step();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Backward(Parameter parameter, Tensor gradient)
    {
        using var tape = new Tape();
        tape.Backward(parameter.Value, upstream: gradient);
    }

    private static Tensor Draw(Shape shape, Random random, DType dtype) => Numbers.Make(
        [.. Enumerable.Range(0, shape.Count).Select(_ => (random.NextDouble() * 4) - 2)],
        [.. Enumerable.Range(0, shape.Rank).Select(i => shape[i])],
        dtype);
}
