using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The absolute error |x − t|, whose best constant answer is the median of the targets: sharp where <see cref="MseLoss"/> is blurry.
/// </summary>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class L1Loss(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.L1Loss(target, Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Count;
}
