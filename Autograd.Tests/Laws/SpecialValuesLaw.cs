using System.Globalization;
using Autograd.Core;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Laws;

/// <summary>
/// At NaN, infinities, zeros of both signs, subnormal and huge numbers an elementwise op gives what its oracle gives: NaN for NaN, the
/// same infinity, zero for zero, and elsewhere a number near it. For several inputs every combination is tried.
/// </summary>
public sealed class SpecialValuesLaw : Law
{
    private static readonly double[] s_wide =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, double.Epsilon, -double.Epsilon, 2.2250738585072014e-308,
        -1e-310,
        double.MaxValue, double.MinValue, 1e30, -1e30, 1, -1, 0.5, -2.5, 700, -700,
    ];

    private static readonly double[] s_narrow =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, float.Epsilon, -float.Epsilon, 1.17549435e-38f, -1e-40f,
        float.MaxValue, float.MinValue, 1e30f, -1e30f, 1, -1, 0.5, -2.5, 80, -80,
    ];

    protected override IEnumerable<string> Check(OpDefinition op)
    {
        if (Oracle.For(op) is not ElementwiseOracle oracle)
        {
            return [];
        }

        // One sample for each set of attributes.
        return op.Samples.DistinctBy(sample => $"{sample.Attributes}").SelectMany(sample =>
            Check(op, sample, oracle, DType.Float64, s_wide, 1e-12).Concat(Check(op, sample, oracle, DType.Float32, s_narrow, 1e-5)));
    }

    private static IEnumerable<string> Check(OpDefinition op, OpSample sample, ElementwiseOracle oracle, DType dtype, double[] values,
        double tolerance)
    {
        DType[] types = [.. sample.Inputs(dtype).Select(input => input.DType)];
        int count = (int)Math.Pow(values.Length, types.Length);
        double[][] columns = [.. types.Select((type, input) =>
            Enumerable.Range(0, count).Select(i => Value(type, values[i / (int)Math.Pow(values.Length, input) % values.Length]))
                .ToArray())];
        Tensor result = op.Create(sample.Attributes).Apply([.. columns.Select((column, i) => Numbers.Make(column, [count], types[i]))]);
        double[] actual = Numbers.Of(result);
        OpAttributes attributes = Call.WithDefaults(op, sample.Attributes);
        for (int i = 0; i < count; i++)
        {
            double[] at = [.. columns.Select(column => column[i])];
            double expected = oracle.At(at, attributes);
            expected = result.DType == DType.Float32 ? (float)expected : expected;

            // A subnormal number has fewer digits.
            double subnormal = result.DType == DType.Float32 ? 4 * float.Epsilon : 4 * double.Epsilon;
            if (!Numbers.AreNear(actual[i], expected, tolerance, subnormal))
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{op.Name}({string.Join(", ", at)}) in {dtype} is {actual[i]:R}, expected {expected:R}.");
            }
        }
    }

    private static double Value(DType type, double value) => type switch
    {
        DType.Bool => value > 0 ? 1 : 0,
        DType.Int64 => double.IsFinite(value) && Math.Abs(value) < 1e6 ? Math.Truncate(value) : 0,
        _ => value,
    };
}
