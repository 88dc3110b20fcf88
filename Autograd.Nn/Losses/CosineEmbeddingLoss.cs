using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Vectors should have one direction where the label is 1, and a cosine of at most a margin where it is −1.</summary>
/// <param name="margin">The cosine up to which what does not belong together costs nothing.</param>
/// <param name="reduction">How the losses of the pairs become one number.</param>
public sealed class CosineEmbeddingLoss(double margin = CosineEmbeddingLossOp.DefaultMargin, Reduction reduction = Reduction.Mean)
    : TernaryLoss(reduction)
{
    /// <summary>The cosine up to which what does not belong together costs nothing.</summary>
    public double Margin { get; } = margin;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor first, Tensor second, Tensor third) =>
        first.CosineEmbeddingLoss(second, third, Margin, Reduction);
}
