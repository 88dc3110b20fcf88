using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The squared difference (input − target)², whose best constant answer is the mean of the targets.</summary>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class MseLoss(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.MseLoss(target, Reduction);
    }
}
