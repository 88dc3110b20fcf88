using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Each element moved by λ towards 0, and 0 where |x| ≤ λ.</summary>
    /// <param name="lambda">λ, how far.</param>
    /// <remarks>Donoho, 1995. It is the proximal operator of λ|x|. At both kinks the slope is 0. NaN stays NaN.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    public Tensor Softshrink(double lambda = SoftshrinkOp.DefaultLambda) => SoftshrinkOp.Make(lambda).Apply(this);
}

internal static class SoftshrinkOp
{
    public const double DefaultLambda = 0.5;

    public static Op Make(double lambda) => Op.Unary("softshrink", new Formula(Expect.NotNegative(lambda, "softshrink")), lambda);

    private readonly record struct Formula(Coefficient Lambda) : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> =>
            R.IfGreaterOrEqual(Lambda, R.Abs(x), 0, R.IfGreater(x, 0, x - Lambda, x + Lambda));
    }

    public static OpDefinition Definition => new()
    {
        Name = "softshrink",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.TwoKinks),
        Symmetry = Symmetry.Odd,
        Formula = @"\mathrm{sign}(x) \max(|x| - \lambda, 0)",
        Source = "Donoho, De-noising by soft-thresholding, 1995",
        Derivative = @"\begin{cases} 1 & |x| > \lambda \\ 0 & |x| \le \lambda \end{cases}",
        Usage = "For sparse coding: the step that makes codes sparse in ISTA and its learned form. Small inputs get no gradient.",
        Example = new(() => Tensor.From([-1.0, 0.25, 0.75]).Softshrink()),
        Parameters = [new("lambda", DefaultLambda, "How far the elements are moved towards 0.")],
        Make = attributes => Make(attributes.Number("lambda")),
        Samples = [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["lambda"] = 1.25 }),
        ],
        Kink = Kinks.At(-1.25, -0.5, 0.5, 1.25),
        Errors =
        [
            new("softshrink: lambda is -1; expected a number of 0 or more", () => [Tensor.Ones([2])], new() { ["lambda"] = -1 }),
            .. OpErrors.Unary("softshrink"),
        ],
    };
}
