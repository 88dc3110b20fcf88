using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Each element, or the nearer bound where it lies outside: a tanh of three straight lines.</summary>
    /// <param name="minVal">The lower bound.</param>
    /// <param name="maxVal">The upper bound.</param>
    /// <remarks>Collobert, 2004. At the bounds the slope is 0, unlike that of <see cref="Clamp"/>. NaN stays NaN.</remarks>
    /// <exception cref="ArgumentException">The lower bound is not below the upper one, or one is not finite.</exception>
    public Tensor Hardtanh(double minVal = HardtanhOp.DefaultMinVal, double maxVal = HardtanhOp.DefaultMaxVal) =>
        HardtanhOp.Make(minVal, maxVal).Apply(this);
}

internal static class HardtanhOp
{
    public const double DefaultMinVal = -1;
    public const double DefaultMaxVal = 1;

    public static Op Make(double minVal, double maxVal)
    {
        Expect.Ordered(minVal, maxVal, "hardtanh", nameof(minVal), nameof(maxVal), mayBeEqual: false);
        return Op.Unary("hardtanh", new Formula(minVal, maxVal), minVal, maxVal);
    }

    private readonly record struct Formula(Coefficient Min, Coefficient Max) : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(Min, x, Min, R.IfGreaterOrEqual(x, Max, Max, x));
    }

    public static OpDefinition Definition => new()
    {
        Name = "hardtanh",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.TwoKinks),
        IsIdempotent = true,
        Formula = @"\min(\max(x, \mathrm{minVal}), \mathrm{maxVal})",
        Source = "Collobert, Large scale machine learning, 2004",
        Derivative = @"\begin{cases} 1 & \mathrm{minVal} < x < \mathrm{maxVal} \\ 0 & \text{otherwise} \end{cases}",
        Usage = "Where tanh would cost too much, or outputs must stay within bounds. No gradient comes back from outside of them.",
        Example = new(() => Tensor.From([-2.0, 0.5, 3.0]).Hardtanh()),
        Parameters =
        [
            new("minVal", DefaultMinVal, "The lower bound."),
            new("maxVal", DefaultMaxVal, "The upper bound."),
        ],
        Make = attributes => Make(attributes.Number("minVal"), attributes.Number("maxVal")),
        Samples = [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["minVal"] = -0.5, ["maxVal"] = 2 }),
        ],
        Kink = Kinks.At(-1, -0.5, 1, 2),
        Errors =
        [
            new("hardtanh: minVal is 1 and maxVal is 1; expected finite numbers with minVal < maxVal", () => [Tensor.Ones([2])],
                new() { ["minVal"] = 1 }),
            .. OpErrors.Unary("hardtanh"),
        ],
    };
}
