namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Each element, or the nearer bound where it lies outside; NaN stays NaN.</summary>
    /// <param name="min">The lower bound; none where not given.</param>
    /// <param name="max">The upper bound; none where not given.</param>
    /// <remarks>The gradient passes between the bounds and at them; beyond, and at NaN, it is 0.</remarks>
    /// <exception cref="ArgumentException">The lower bound is above the upper one, or one is NaN.</exception>
    public Tensor Clamp(double min = double.NegativeInfinity, double max = double.PositiveInfinity) => ClampOp.Make(min, max).Apply(this);
}

internal static class ClampOp
{
    public static Op Make(double min, double max) => min <= max
        ? Op.Unary("clamp", new Formula(min, max), min, max)
        : throw new ArgumentException(FormattableString.Invariant($"clamp: min is {min} and max is {max}; expected min ≤ max."),
            nameof(min));

    private readonly record struct Formula(Coefficient Min, Coefficient Max) : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> =>
            R.IfGreaterOrEqual(x, Min, R.IfGreaterOrEqual(Max, x, x, Max), R.IfGreater(Min, x, Min, double.NaN));
    }

    public static OpDefinition Definition => new()
    {
        Name = "clamp",
        Category = OpCategory.Elementwise,
        IsIdempotent = true,
        Formula = @"\min(\max(x, \mathrm{min}), \mathrm{max})",
        Source = "Arithmetic",
        Derivative = @"\begin{cases} 1 & \mathrm{min} \le x \le \mathrm{max} \\ 0 & \text{otherwise} \end{cases}",
        Usage =
            "Keeps a quantity in bounds that the mathematics demands. What lies outside gets no gradient and cannot find its way " +
            "back, so do not clamp what is to be learned.",
        Example = new(() => Tensor.From([-2.0, 0.5, 3.0]).Clamp(-1, 1)),
        Curve = new("min = −1, max = 1", x => Make(-1, 1).Apply(x)),
        Parameters =
        [
            new("min", double.NegativeInfinity, "The lower bound."),
            new("max", double.PositiveInfinity, "The upper bound."),
        ],
        Make = attributes => Make(attributes.Number("min"), attributes.Number("max")),
        Samples =
        [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["min"] = -1, ["max"] = 1.5 }),
            .. OpSamples.Unary(attributes: new() { ["min"] = 1.5 }),
            .. OpSamples.Unary(attributes: new() { ["max"] = -1 }),
        ],
        Kink = Kinks.At(-1, 1.5),
        Errors =
        [
            new("clamp: min is 2 and max is 1; expected min ≤ max", () => [Tensor.Ones([2])], new() { ["min"] = 2, ["max"] = 1 }),
            new("clamp: min is NaN and max is", () => [Tensor.Ones([2])], new() { ["min"] = double.NaN }),
            .. OpErrors.Unary("clamp"),
        ],
    };
}
