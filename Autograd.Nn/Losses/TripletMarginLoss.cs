using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// An anchor should lie nearer to what belongs to it than to what does not, by a margin (Schroff, Kalenichenko and Philbin, 2015).
/// </summary>
/// <param name="margin">By how much the negative should be farther than the positive.</param>
/// <param name="p">The order of the norm, 1 or more.</param>
/// <param name="epsilon">What is added to each difference.</param>
/// <param name="swap">Whether the distance of positive and negative counts where it is the smaller one.</param>
/// <param name="reduction">How the losses of the triplets become one number.</param>
public sealed class TripletMarginLoss(
    double margin = TripletMarginLossOp.DefaultMargin,
    double p = TripletMarginLossOp.DefaultP,
    double epsilon = TripletMarginLossOp.DefaultEpsilon,
    bool swap = false,
    Reduction reduction = Reduction.Mean) : TernaryLoss(reduction)
{
    /// <summary>By how much the negative should be farther than the positive.</summary>
    public double Margin { get; } = margin;

    /// <summary>The order of the norm, 1 or more.</summary>
    public double P { get; } = p;

    /// <summary>What is added to each difference.</summary>
    public double Epsilon { get; } = epsilon;

    /// <summary>Whether the distance of positive and negative counts where it is the smaller one.</summary>
    public bool Swap { get; } = swap;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor first, Tensor second, Tensor third) =>
        first.TripletMarginLoss(second, third, Margin, P, Epsilon, Swap, Reduction);
}
