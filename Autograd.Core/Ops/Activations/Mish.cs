using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>x·tanh(softplus(x)), element by element.</summary>
    /// <remarks>
    /// Misra, 2019 (arXiv:1908.08681). Smooth; its minimum is −0.309 at −1.192. Towards −∞ the value is 0, and the slopes are 0 and 1 at
    /// the infinities.
    /// </remarks>
    public Tensor Mish() => MishOp.Instance.Apply(this);
}

internal static class MishOp
{
    public static readonly Op Instance = Op.Unary("mish", new Formula());

    private readonly record struct Formula : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R>
        {
            // tanh(log(1 + eˣ)) is a fraction in e = eˣ, and in e = e⁻ˣ: nothing cancels or overflows.
            R e = R.Exp(R.IfGreater(x, 0, -x, x));
            R above = 1 + (2 * e), below = e + 2;
            R positive = x * (above / (above + (2 * e * e)));
            R negative = R.ExpTimes(x, x * below / ((e * below) + 2));
            return R.IfGreater(x, 0, positive, R.IfGreater(-800, x, -0.0, negative));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "mish",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.Smooth),
        Formula = @"x \tanh(\log(1 + e^x))",
        Source = "Misra, Mish: a self regularized non-monotonic activation function, 2019 (arXiv:1908.08681)",
        Derivative = @"\tanh(s) + x \, \sigma(x) (1 - \tanh^2 s), \quad s = \log(1 + e^x)",
        Usage = "Like silu, with a somewhat deeper minimum. Tried mostly in vision; the difference is small.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).Mish()),
        Make = _ => Instance,
        Samples = OpSamples.Unary(),
        Errors = OpErrors.Unary("mish"),
    };
}
