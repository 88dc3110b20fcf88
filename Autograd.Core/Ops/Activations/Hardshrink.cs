using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Each element with |x| &gt; λ, and 0 in place of the others.</summary>
    /// <param name="lambda">λ, below which nothing stays.</param>
    /// <remarks>Donoho and Johnstone, 1994. It jumps at ±λ, where the value and the slope are 0. NaN stays NaN.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    public Tensor Hardshrink(double lambda = HardshrinkOp.DefaultLambda) => HardshrinkOp.Make(lambda).Apply(this);
}

internal static class HardshrinkOp
{
    public const double DefaultLambda = 0.5;

    public static Op Make(double lambda) => Op.Unary("hardshrink", new Formula(Expect.NotNegative(lambda, "hardshrink")), lambda);

    private readonly record struct Formula(Coefficient Lambda) : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(Lambda, R.Abs(x), 0, x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "hardshrink",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.TwoKinks),
        Symmetry = Symmetry.Odd,
        IsIdempotent = true,
        Formula = @"\begin{cases} x & |x| > \lambda \\ 0 & |x| \le \lambda \end{cases}",
        Source = "Donoho and Johnstone, Ideal spatial adaptation by wavelet shrinkage, 1994",
        Derivative = @"\begin{cases} 1 & |x| > \lambda \\ 0 & |x| \le \lambda \end{cases}",
        Usage = "For sparse coding, where what stays should keep its size. The jumps make it harder to train through than softshrink.",
        Example = new(() => Tensor.From([-1.0, 0.25, 0.75]).Hardshrink()),
        Parameters = [new("lambda", DefaultLambda, "Up to which size elements become 0.")],
        Make = attributes => Make(attributes.Number("lambda")),
        Samples = [
            .. OpSamples.Unary(),
            .. OpSamples.Unary(attributes: new() { ["lambda"] = 1.25 }),
        ],
        Kink = Kinks.At(-1.25, -0.5, 0.5, 1.25),
        Errors =
        [
            new("hardshrink: lambda is -1; expected a number of 0 or more", () => [Tensor.Ones([2])], new() { ["lambda"] = -1 }),
            .. OpErrors.Unary("hardshrink"),
        ],
    };
}
