using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Each element that exceeds a threshold, and a given value in place of the others.</summary>
    /// <param name="limit">The threshold.</param>
    /// <param name="value">What stands where x ≤ limit.</param>
    /// <remarks>At the threshold the value stands, and the slope is 0. NaN stays NaN.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The threshold or the value is not finite.</exception>
    public Tensor Threshold(double limit, double value) => ThresholdOp.Make(limit, value).Apply(this);
}

internal static class ThresholdOp
{
    public static Op Make(double limit, double value) => Op.Unary(
        "threshold", new Formula(Expect.Finite(limit, "threshold"), Expect.Finite(value, "threshold")), limit, value)
            .WithCoefficient(nameof(value), value);

    private readonly record struct Formula(Coefficient Limit, Coefficient Value) : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(Limit, x, Value, x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "threshold",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.OneKink),
        IsIdempotent = true,
        Formula = @"\begin{cases} x & x > \mathrm{limit} \\ \mathrm{value} & x \le \mathrm{limit} \end{cases}",
        Source = "Common; with limit and value 0 it is relu",
        Derivative = @"\begin{cases} 1 & x > \mathrm{limit} \\ 0 & x \le \mathrm{limit} \end{cases}",
        Usage = "To silence weak responses. It jumps unless the value equals the limit, and training does not see the jump.",
        Example = new(() => Tensor.From([-2.0, 0.5, 3.0]).Threshold(limit: 1, value: 0)),
        Curve = new("limit = 1, value = 0", x => Make(1, 0).Apply(x)),
        Parameters =
        [
            new("limit", 0, "What x must exceed to stay."),
            new("value", 0, "What stands where x does not."),
        ],
        Make = attributes => Make(attributes.Number("limit"), attributes.Number("value")),
        Samples = [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["limit"] = 0.5, ["value"] = -2 }),
            .. OpSamples.Unary(attributes: new() { ["limit"] = -1.25, ["value"] = 4 }),
        ],
        Kink = Kinks.At(0, 0.5, -1.25),
        Errors =
        [
            new("threshold: value is NaN; expected a finite number", () => [Tensor.Ones([2])], new() { ["value"] = double.NaN }),
            new("threshold: limit is NaN; expected a finite number", () => [Tensor.Ones([2])], new() { ["limit"] = double.NaN }),
            .. OpErrors.Unary("threshold"),
        ],
    };
}
