using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>log(1 + exp(−t·x)) for scores x and labels t of 1 or −1; it never overflows.</summary>
    /// <param name="target">The labels t, 1 or −1, in Int64 or this tensor's type, of this tensor's shape.</param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>The logistic loss: <see cref="BinaryCrossEntropyWithLogits"/> with the labels 1 and −1 in place of 1 and 0.</remarks>
    /// <exception cref="ArgumentException">The shapes differ, for nothing is broadcast, or a label is neither 1 nor −1.</exception>
    public Tensor SoftMarginLoss(Tensor target, Reduction reduction = Reduction.Mean) =>
        SoftMarginLossOp.Make(reduction).Apply(this, target);
}

internal static class SoftMarginLossOp
{
    public static Op Make(Reduction reduction) => new LossOp<TwoOfThree<Formula>>(
        "soft_margin_loss", new(default), reduction, LossLayouts.Labelled, (op, at) =>
            Expect.Values<Allowed.Signs>(op, "target", at.Y));

    private readonly record struct Formula : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R> => R.Softplus(-(t * x));
    }

    public static OpDefinition Definition => new()
    {
        Name = "soft_margin_loss",
        Category = OpCategory.Loss,
        Formula = @"\log(1 + e^{-t x})",
        Source = "Cox, The regression analysis of binary sequences, 1958",
        Derivative = @"\frac{\partial}{\partial x} = -t \, \sigma(-t x)",
        Usage =
            "For two classes labelled 1 and -1, where every sample should go on pushing a little. With labels 1 and 0 take " +
            "binary_cross_entropy_with_logits.",
        Example = new(() => Tensor.From([-1.0, 2.0]).SoftMarginLoss(Tensor.From([1.0, 1.0]))),
        Curve = new("target 1", x => Make(Reduction.None).Apply(x, Tensor.Ones(x.Shape, x.DType))),
        Parameters = [Reductions.Parameter],
        Make = attributes => Make(Reductions.Of(attributes, "soft_margin_loss")),
        Samples = OpSamples.LabelledLoss(),
        Errors = OpErrors.LabelledLoss("soft_margin_loss"),
    };
}
