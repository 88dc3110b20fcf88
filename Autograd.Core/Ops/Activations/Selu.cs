using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The scaled exponential linear unit, element by element: λx where x &gt; 0, else λα(eˣ − 1), with λ = 1.0507… and α = 1.6733….
    /// </summary>
    /// <remarks>
    /// Klambauer et al., 2017 (arXiv:1706.02515): with these constants mean 0 and variance 1 are a fixed point. At 0 the slope is λα. NaN
    /// stays NaN.
    /// </remarks>
    public Tensor Selu() => SeluOp.Instance.Apply(this);
}

internal static class SeluOp
{
    public static readonly Op Instance = Op.Unary("selu", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        private const double Scale = 1.0507009873554805;
        private const double ScaleTimesAlpha = 1.7580993408473768;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, x, ScaleTimesAlpha * R.Expm1OfNegative(x), Scale * x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "selu",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.OneKink),
        Formula = @"\lambda \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}",
        Source = "Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, 2017 (arXiv:1706.02515)",
        Derivative = @"\begin{cases} \lambda & x > 0 \\ \lambda \alpha e^x & x \le 0 \end{cases}",
        Usage = "For deep fully connected networks without normalization layers, with weights of variance 1 / fan-in. In other networks " +
            "its promise does not hold.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Selu()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Kink = Kinks.At(0),
        Errors = OpErrors.Unary("selu"),
    };
}
