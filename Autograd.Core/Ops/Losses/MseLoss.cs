using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The squared error (x − t)², whose best constant answer is the mean of the targets.</summary>
    /// <param name="target">The targets t, of this tensor's shape; differentiable too.</param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>
    /// Where one input has several right answers it finds their mean, which may be none of them: blurry pictures, for one. Errors count by
    /// their square, so outliers pull hard; <see cref="HuberLoss"/> and <see cref="SmoothL1Loss"/> limit that.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes or types differ; nothing is broadcast.</exception>
    public Tensor MseLoss(Tensor target, Reduction reduction = Reduction.Mean) => MseLossOp.Make(reduction).Apply(this, target);
}

internal static class MseLossOp
{
    public static Op Make(Reduction reduction) => Op.Loss("mse_loss", new Formula(), reduction);

    private readonly record struct Formula : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R>
        {
            R error = x - t;
            return error * error;
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "mse_loss",
        Category = OpCategory.Loss,
        Formula = "(x - t)^2",
        Source = "Gauss, Theoria combinationis, 1821",
        Derivative = @"\frac{\partial}{\partial x} = 2 (x - t), \quad \frac{\partial}{\partial t} = -2 (x - t)",
        Usage =
            "For regression with noise of the same size everywhere. Its best constant answer is the mean of the targets: with " +
            "several right answers for one input it gives their average, which may be none of them (a blurred picture), and one " +
            "outlier pulls with the square of its distance. Where that hurts take L1Loss, SmoothL1Loss or HuberLoss.",
        Example = new(() => Tensor.From([1.0, 2.0]).MseLoss(Tensor.From([0.0, 4.0]))),
        Parameters = [Reductions.Parameter],
        Make = attributes => Make(Reductions.Of(attributes, "mse_loss")),
        Samples = OpSamples.Loss(),
        Errors = OpErrors.Loss("mse_loss"),
    };
}
