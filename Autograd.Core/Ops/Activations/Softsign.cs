using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x / (1 + |x|), element by element, from −1 to 1.</summary>
    /// <remarks>
    /// Bergstra et al., 2009. The slope at 0 is 1; the curvature jumps there and is taken as 0. At the infinities it is ±1 with slope 0.
    /// </remarks>
    public Tensor Softsign() => SoftsignOp.Instance.Apply(this);
}

internal static class SoftsignOp
{
    public static readonly Op Instance = new SlopeOp<Formula>("softsign", new Formula());

    private readonly record struct Formula : ISlopeFormula
    {
        public static bool NeedsArgument => true;

        public static bool NeedsValue => false;

        // Long before infinity, which would spoil the fraction, it is ±1 in either precision.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> =>
            R.IfGreater(x, 1e30, 1, R.IfGreater(-1e30, x, -1, x / (1 + R.Abs(x))));

        // The derived slope, a difference of two numbers near 1, loses its digits far from 0.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Slope<R>(R x, R y) where R : struct, IReal<R>
        {
            R root = 1 / (1 + R.Abs(x));
            return root * root;
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "softsign",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.OneKink),
        Symmetry = Symmetry.Odd,
        Formula = @"\frac{x}{1 + |x|}",
        Source = "Bergstra, Desjardins, Lamblin and Bengio, Quadratic polynomials learn better image features, 2009",
        Derivative = @"\frac{1}{(1 + |x|)^2}",
        Usage = "Like tanh, but it approaches its limits slowly, so that units saturate less. Seldom better in practice.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Softsign()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Kink = Kinks.At(0),
        Errors = OpErrors.Unary("softsign"),
    };
}
