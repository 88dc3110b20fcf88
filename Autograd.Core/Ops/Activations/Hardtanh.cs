using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Each element, or the nearer bound where it lies outside: a tanh of three straight lines.</summary>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound.</param>
    /// <remarks>Collobert, 2004. At the bounds the slope is 0, unlike that of <see cref="Clamp"/>. NaN stays NaN.</remarks>
    /// <exception cref="ArgumentException">The lower bound is not below the upper one, or one is not finite.</exception>
    public Tensor Hardtanh(double min = HardtanhOp.DefaultMin, double max = HardtanhOp.DefaultMax) =>
        HardtanhOp.Make(min, max).Apply(this);
}

internal static class HardtanhOp
{
    public const double DefaultMin = -1;
    public const double DefaultMax = 1;

    public static Op Make(double min, double max)
    {
        Expect.Ordered(min, max, "hardtanh", nameof(min), nameof(max), mayBeEqual: false);
        return Op.Unary("hardtanh", new Formula(min, max), min, max);
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
        Formula = @"\min(\max(x, \mathrm{min}), \mathrm{max})",
        Source = "Collobert, Large scale machine learning, 2004",
        Derivative = @"\begin{cases} 1 & \mathrm{min} < x < \mathrm{max} \\ 0 & \text{otherwise} \end{cases}",
        Usage = "Where tanh would cost too much, or outputs must stay within bounds. No gradient comes back from outside of them.",
        Example = new(() => Tensor.From([-2.0, 0.5, 3.0]).Hardtanh()),
        Parameters =
        [
            new("min", DefaultMin, "The lower bound."),
            new("max", DefaultMax, "The upper bound."),
        ],
        Make = attributes => Make(attributes.Number("min"), attributes.Number("max")),
        Samples = [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["min"] = -0.5, ["max"] = 2 }),
        ],
        Kink = Kinks.At(-1, -0.5, 1, 2),
        Errors =
        [
            new("hardtanh: min is 1 and max is 1; expected finite numbers with min < max", () => [Tensor.Ones([2])],
                new() { ["min"] = 1 }),
            .. OpErrors.Unary("hardtanh"),
        ],
    };
}
