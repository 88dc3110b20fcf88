using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The squared difference (input − target)², whose best constant answer is the mean of the targets.</summary>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class MseLoss(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.MseLoss(target, Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Count;
}
