using Autograd.Core;

namespace Autograd.Nn;

/// <summary>log(1 + exp(−t·x)) for scores and labels of 1 or −1.</summary>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class SoftMarginLoss(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.SoftMarginLoss(target, Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Count;
}
