using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The exponential linear unit, element by element: x where x &gt; 0, else α(eˣ − 1).</summary>
    /// <param name="alpha">α, minus the value towards −∞.</param>
    /// <remarks>
    /// Clevert, Unterthiner and Hochreiter, 2015 (arXiv:1511.07289). At 0 the slope is α; with α = 1 it is smooth. NaN stays NaN.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">α is not finite.</exception>
    public Tensor Elu(double alpha = EluOp.DefaultAlpha) => EluOp.Make(alpha).Apply(this);
}

internal static class EluOp
{
    public const double DefaultAlpha = 1;

    // With a negative α the value does not tell on which side of 0 the argument was.
    public static Op Make(double alpha) => (Expect.Finite(alpha, "elu") >= 0
        ? new SlopeOp<Formula>("elu", new Formula(alpha), alpha)
        : Op.Unary("elu", new Formula(alpha), alpha)).WithCoefficient("alpha", alpha);

    private readonly record struct Formula(Coefficient Alpha) : ISlopeFormula
    {
        public static bool NeedsArgument => false;

        public static bool NeedsValue => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, Alpha * R.Expm1OfNegative(x), x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Slope<R>(R x, R y) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, y, y + Alpha, 1);
    }

    public static OpDefinition Definition => new()
    {
        Name = "elu",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.OneKink),
        Formula = @"\begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}",
        Source = "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units, 2015 " +
            "(arXiv:1511.07289)",
        Derivative = @"\begin{cases} 1 & x > 0 \\ \alpha e^x & x \le 0 \end{cases}",
        Usage = "Where the mean of the outputs should be near 0, which relu does not give. It costs an exponential, and saturates at −α.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Elu()),
        Parameters = [new("alpha", DefaultAlpha, "Minus the value towards −∞.")],
        Make = attributes => Make(attributes.Number("alpha")),
        Samples = [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["alpha"] = 0.5 }),
        ],
        Kink = Kinks.At(0),
        Errors =
        [
            new("elu: alpha is NaN; expected a finite number", () => [Tensor.Ones([2])], new() { ["alpha"] = double.NaN }),
            .. OpErrors.Unary("elu"),
        ],
    };
}
