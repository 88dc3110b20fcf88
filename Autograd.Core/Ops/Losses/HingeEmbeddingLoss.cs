using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// For distances x and labels t: x where t is 1, max(0, m − x) where it is −1. What belongs together comes close, the rest at least m
    /// apart.
    /// </summary>
    /// <param name="target">The labels t, 1 or −1, in Int64 or this tensor's type, of this tensor's shape.</param>
    /// <param name="margin">The margin m.</param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>Hadsell, Chopra and LeCun, 2006. At x = m the slope for −1 is −1, as in PyTorch.</remarks>
    /// <exception cref="ArgumentException">The shapes differ, for nothing is broadcast, or a label is neither 1 nor −1.</exception>
    public Tensor HingeEmbeddingLoss(Tensor target, double margin = HingeEmbeddingLossOp.DefaultMargin,
        Reduction reduction = Reduction.Mean) =>
        HingeEmbeddingLossOp.Make(margin, reduction).Apply(this, target);
}

internal static class HingeEmbeddingLossOp
{
    public const double DefaultMargin = 1;

    private const string Name = "hinge_embedding_loss";

    public static Op Make(double margin, Reduction reduction) => new LossOp<TwoOfThree<Formula>>(
        Name,
        new(new(Expect.Finite(margin, Name))),
        reduction,
        LossLayouts.Labelled,
        (op, at) => Expect.Values<Allowed.Signs>(op, "target", at.Y),
        margin).WithCoefficient(nameof(margin), margin);

    private readonly record struct Formula(Coefficient Margin) : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R>
        {
            R missing = Margin - x;
            return R.IfGreater(t, 0, x, R.IfGreater(0, missing, 0, missing));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Loss,
        Formula = @"\begin{cases} x & t = 1 \\ \max(0, m - x) & t = -1 \end{cases}",
        Source = "Hadsell, Chopra and LeCun, Dimensionality reduction by learning an invariant mapping, 2006",
        Derivative = @"\frac{\partial}{\partial x} = \begin{cases} 1 & t = 1 \\ -[x \le m] & t = -1 \end{cases}",
        Usage = "To learn distances from pairs that are alike or not. Where only the order of distances is known take triplet_margin_loss.",
        Example = new(() => Tensor.From([0.5, 0.25]).HingeEmbeddingLoss(Tensor.From([1.0, -1.0]))),
        Curve = new("target −1, margin 1", x => Make(1, Reduction.None).Apply(x, -Tensor.Ones(x.Shape, x.DType)), 0, 3),
        Parameters = [new("margin", DefaultMargin, "How far apart what does not belong together should be."), Reductions.Parameter],
        Make = attributes => Make(attributes.Number("margin"), Reductions.Of(attributes, Name)),
        Samples = [.. OpSamples.LabelledLoss(), .. OpSamples.LabelledLoss().Select(sample => sample.With(new() { ["margin"] = 0.3 }))],
        Kink = Kinks.At(0.3, 1),
        Errors = OpErrors.LabelledLoss(Name),
    };
}
