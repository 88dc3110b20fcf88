using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Every right class of a sample should score 1 higher than every other (Elisseeff and Weston, 2001).</summary>
/// <param name="reduction">How the losses of the samples become one number.</param>
public sealed class MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.MultiLabelMarginLoss(target, Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Rank < 2 ? 1 : input.Shape[0];
}
