using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The sigmoid linear unit x·σ(x), element by element; also called swish.</summary>
    /// <remarks>
    /// Elfwing, Uchibe and Doya, 2017 (arXiv:1702.03118). Smooth; its minimum is −0.278 at −1.278. Towards −∞ the value is 0, and the
    /// slopes are 0 and 1 at the infinities.
    /// </remarks>
    public Tensor Silu() => SiluOp.Instance.Apply(this);
}

internal static class SiluOp
{
    public static readonly Op Instance = new SlopeOp<Formula>("silu", new Formula());

    private readonly record struct Formula : ISlopeFormula
    {
        public static bool NeedsArgument => true;

        public static bool NeedsValue => true;

        // Below −800 it is 0 in either precision, and an infinite x would spoil the product.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.SigmoidTimes(x, R.IfGreater(-800, x, -800, x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Slope<R>(R x, R y) where R : struct, IReal<R>
        {
            // σ = y / x spares the exponential. So near 0 that the quotient is no good, ½ is exact; and two infinities have none.
            R share = R.IfGreater(R.Abs(x), 1e-30, y / x, 0.5);
            return R.IfGreater(x, 800, 1, R.FusedMultiplyAdd(y, 1 - share, share));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "silu",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"\frac{x}{1 + e^{-x}}",
        Source = "Elfwing, Uchibe and Doya, Sigmoid-weighted linear units for neural network function approximation, 2017 " +
            "(arXiv:1702.03118)",
        Derivative = @"\sigma(x) (1 + x (1 - \sigma(x)))",
        Usage = "A smooth relu for deep networks, as in EfficientNet. It costs an exponential, and is not monotone.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Silu()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("silu"),
    };
}
