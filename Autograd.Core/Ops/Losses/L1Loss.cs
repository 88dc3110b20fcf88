using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The absolute error |x − t|, whose best constant answer is the median of the targets; its slope at 0 is 0.</summary>
    /// <param name="target">The targets t, of this tensor's shape; differentiable too.</param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>
    /// Where one input has several right answers it settles on one of them, where <see cref="MseLoss"/> blurs them, and outliers pull no
    /// harder than others. Its slope does not shrink near the target: take <see cref="SmoothL1Loss"/> to come to rest there.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes or types differ; nothing is broadcast.</exception>
    public Tensor L1Loss(Tensor target, Reduction reduction = Reduction.Mean) => L1LossOp.Make(reduction).Apply(this, target);
}

internal static class L1LossOp
{
    public static Op Make(Reduction reduction) => Op.Loss("l1_loss", new Formula(), reduction);

    private readonly record struct Formula : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R> => R.Abs(x - t);
    }

    public static OpDefinition Definition => new()
    {
        Name = "l1_loss",
        Category = OpCategory.Loss,
        Formula = "|x - t|",
        Source = "Boscovich, 1757; Laplace, 1793",
        Derivative = @"\frac{\partial}{\partial x} = \operatorname{sign}(x - t), \quad \frac{\partial}{\partial t} = " +
            @"-\frac{\partial}{\partial x}",
        Usage = "For sharp answers and data with outliers: it finds the median. Not where the last digits matter, for its slope never " +
            "shrinks.",
        Example = new(() => Tensor.From([1.0, 2.0]).L1Loss(Tensor.From([0.0, 4.0]))),
        Parameters = [Reductions.Parameter],
        Make = attributes => Make(Reductions.Of(attributes, "l1_loss")),
        Samples = OpSamples.Loss(),
        Kink = Kinks.Apart(0),
        Errors = OpErrors.Loss("l1_loss"),
    };
}
