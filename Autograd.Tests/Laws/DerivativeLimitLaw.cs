using System.Runtime.CompilerServices;
using Autograd.Core;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Laws;

/// <summary>
/// Where a derivative of an elementwise op has a limit, it is that limit: towards either infinity, and from both sides of 0: five
/// orders of a function of one number, three of others. Where an order jumps, there is no next; a
/// function that grows for ever may have a slope with a limit.
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

    // What is held to the law is counted as well.
    private static readonly ConditionalWeakTable<OpDefinition, (string Name, Limit[] Limits)[]> s_found = [];

    [Test]
    public void Every_op_has_limits_to_compare_and_they_are_many()
    {
        int compared = 0;
        foreach ((string name, Limit[] limits) in OpRegistry.All.SelectMany(Found))
        {
            limits.ShouldNotBeEmpty(name);
            compared += limits.Length;
        }

        compared.ShouldBeGreaterThan(1000);
    }

    protected override IEnumerable<string> Check(OpDefinition op) => Found(op).SelectMany(found => found.Limits
        .Where(limit => !(Math.Abs(limit.Actual - limit.Expected) <= 2 * Tolerance))
        .Select(limit => $"{found.Name}, {limit}"));

    private static (string Name, Limit[] Limits)[] Found(OpDefinition op) =>
        s_found.GetValue(op, static op => [.. Calls(op).Select(call => (call.Name, Limits(call).ToArray()))]);

    private static IEnumerable<Call> Calls(OpDefinition op) => Oracle.For(op)?.IsElementwise == true
        ? Call.Of(op).Where(call => call.Inputs.All(input => input.DType == DType.Float64) && IsEach(call))
            .DistinctBy(call => (call.Inputs.Length, $"{call.Attributes}"))
        : [];

    private static bool IsEach(Call call) =>
        !call.Attributes.Any(attribute => attribute.Key == "reduction") || call.Attributes["reduction"] == "none";

    // What there is to compare: every derivative that has a limit.
    private static IEnumerable<Limit> Limits(Call call)
    {
        for (int by = 0; by < call.Inputs.Length; by++)
        {
            foreach (double other in call.Inputs.Length == 1 ? [0] : s_others)
            {
                foreach ((double at, double[] near) in s_limits)
                {
                    double[]?[] around = [.. near.Select(x => Derivatives(call, by, x, other))];
                    if (Derivatives(call, by, at, other) is not { } actual || around.Contains(null))
                    {
                        continue;
                    }

                    for (int order = 1; order < actual.Length; order++)
                    {
                        double limit = around[^1]![order], spread = around.Max(some => Math.Abs(some![order] - limit));
                        if (double.IsFinite(limit) && spread <= Tolerance)
                        {
                            yield return new(by, at, other, order, actual[order], limit);
                        }
                        else if (double.IsFinite(at))
                        {
                            break;
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

    private readonly record struct Limit(int By, double At, double Other, int Order, double Actual, double Expected)
    {
        public override string ToString() => FormattableString.Invariant(
            $"derivative {Order} by input {By} at {At} beside {Other} is {Actual}, not {Expected}.");
    }
}
