using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Of two scores the one that the label names should be higher by a margin: the first where it is 1, the second where it is −1.
/// </summary>
/// <param name="margin">By how much the one should exceed the other.</param>
/// <param name="reduction">How the losses of the pairs become one number.</param>
public sealed class MarginRankingLoss(double margin = MarginRankingLossOp.DefaultMargin, Reduction reduction = Reduction.Mean)
    : TernaryLoss(reduction)
{
    /// <summary>By how much the one should exceed the other.</summary>
    public double Margin { get; } = margin;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor first, Tensor second, Tensor third) =>
        first.MarginRankingLoss(second, third, Margin, Reduction);
}
