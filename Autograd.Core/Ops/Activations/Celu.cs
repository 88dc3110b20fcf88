using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The continuously differentiable exponential linear unit, element by element: x where x &gt; 0, else α(e^(x/α) − 1).
    /// </summary>
    /// <param name="alpha">α, minus the value towards −∞.</param>
    /// <remarks>Barron, 2017 (arXiv:1704.07483). The slope at 0 is 1 for every α; the curvature jumps there. NaN stays NaN.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">α is not positive.</exception>
    public Tensor Celu(double alpha = CeluOp.DefaultAlpha) => CeluOp.Make(alpha).Apply(this);
}

internal static class CeluOp
{
    public const double DefaultAlpha = 1;

    public static Op Make(double alpha) =>
        Op.Unary("celu", new Formula(Expect.Positive(alpha, "celu"), Coefficient.AtLeastSmallest(alpha)), alpha)
            .WithCoefficient("alpha", alpha);

    private readonly record struct Formula(Coefficient Alpha, Coefficient Divisor) : IUnaryFormula
    {
        // The slope e^(x/α) is stated: derived from the quotient it would be α · 1/α times that, and the reciprocal of a small α overflows.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R>
        {
            R at = R.Detach(x), power = R.Expm1(at / Divisor);
            return R.IfGreaterOrEqual(0, x, (Alpha * power) + R.Chain(x - at, power + 1), x);
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "celu",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.OneKink),
        Formula = @"\begin{cases} x & x > 0 \\ \alpha (e^{x / \alpha} - 1) & x \le 0 \end{cases}",
        Source = "Barron, Continuously differentiable exponential linear units, 2017 (arXiv:1704.07483)",
        Derivative = @"\begin{cases} 1 & x > 0 \\ e^{x / \alpha} & x \le 0 \end{cases}",
        Usage = "Like elu, where α other than 1 should not break the slope at 0.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Celu(alpha: 2)),
        Parameters = [new("alpha", DefaultAlpha, "Minus the value towards −∞; the curve bends within about so much of 0.")],
        Make = attributes => Make(attributes.Number("alpha")),
        Samples = [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["alpha"] = 0.5 }),
            .. OpSamples.Unary(attributes: new() { ["alpha"] = 1.75 }),
        ],
        Kink = Kinks.At(0),
        Errors =
        [
            new("celu: alpha is 0; expected a positive number", () => [Tensor.Ones([2])], new() { ["alpha"] = 0 }),
            .. OpErrors.Unary("celu"),
        ],
    };
}
