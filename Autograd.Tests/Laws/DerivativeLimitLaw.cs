using Autograd.Core;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Laws;

/// <summary>
/// Where a derivative of an elementwise op has a limit, it is that limit: towards either infinity, and from both sides of 0: five
/// orders of a function of one number, three of others.
/// </summary>
public sealed class DerivativeLimitLaw : Law
{
    private const double Tolerance = 1e-4;

    private static readonly (double At, double[] Near)[] s_limits =
    [
        (double.PositiveInfinity, [1e4, 1e6, 1e8]),
        (double.NegativeInfinity, [-1e4, -1e6, -1e8]),
        (0, [1e-7, -1e-7, 1e-9, -1e-9]),
    ];

    private static readonly double[] s_others = [0.5, 2, 3];

    protected override IEnumerable<string> Check(OpDefinition op) => Oracle.For(op)?.IsElementwise == true
        ? Call.Of(op).Where(call => call.Inputs.All(input => input.DType == DType.Float64) && IsEach(call))
            .DistinctBy(call => (call.Inputs.Length, $"{call.Attributes}")).SelectMany(Check)
        : [];

    private static bool IsEach(Call call) =>
        !call.Attributes.Any(attribute => attribute.Key == "reduction") || call.Attributes["reduction"] == "none";

    private static IEnumerable<string> Check(Call call)
    {
        for (int by = 0; by < call.Inputs.Length; by++)
        {
            foreach (double other in call.Inputs.Length == 1 ? [0] : s_others)
            {
                foreach ((double at, double[] near) in s_limits)
                {
                    if (Derivatives(call, by, at, other) is not { } actual)
                    {
                        continue;
                    }

                    double[]?[] around = [.. near.Select(x => Derivatives(call, by, x, other))];
                    for (int order = 0; order < actual.Length && Array.TrueForAll(around, some => some is not null); order++)
                    {
                        double limit = around[^1]![order], spread = around.Max(some => Math.Abs(some![order] - limit));
                        if (!double.IsFinite(limit) || spread > Tolerance)
                        {
                            break;
                        }

                        if (order > 0 && !(Math.Abs(actual[order] - limit) <= 2 * Tolerance))
                        {
                            yield return FormattableString.Invariant(
                                $"{call.Name}, derivative {order} by input {by} at {at} beside {other} is {actual[order]}, not {limit}.");
                        }
                    }
                }
            }
        }
    }

    // The value and the derivatives by one input, or null where the op refuses.
    private static double[]? Derivatives(Call call, int by, double at, double other)
    {
        Tensor x = Tensor.From([at]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y;
        try
        {
            y = call.Op.Apply([.. call.Inputs.Select((_, i) => i == by ? x : Tensor.From([other]))]);
        }
        catch (ArgumentException)
        {
            return null;
        }

        double[] derivatives = new double[call.Inputs.Length == 1 ? 6 : 4];
        for (int order = 0; order < derivatives.Length; order++)
        {
            derivatives[order] = Numbers.Of(y)[0];
            if (y.Tape != tape)
            {
                break;
            }

            y = tape.Gradient(y, [x], Tensor.Ones(y.Shape, y.DType), createGraph: true)[0];
        }

        return derivatives;
    }
}
