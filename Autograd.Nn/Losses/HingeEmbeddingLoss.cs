using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Of distances: the distance itself where the label is 1, what it lacks of a margin where it is −1 (Hadsell, Chopra and LeCun, 2006).
/// </summary>
/// <param name="margin">How far apart what does not belong together should be.</param>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class HingeEmbeddingLoss(double margin = HingeEmbeddingLossOp.DefaultMargin, Reduction reduction = Reduction.Mean)
    : Loss(reduction)
{
    /// <summary>How far apart what does not belong together should be.</summary>
    public double Margin { get; } = margin;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.HingeEmbeddingLoss(target, Margin, Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Count;
}
