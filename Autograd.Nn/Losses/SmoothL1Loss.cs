using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The absolute error with a parabola at the target: gentle near it, and no outlier pulls harder than 1 (Girshick, 2015).
/// </summary>
/// <param name="beta">Where parabola and lines meet.</param>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class SmoothL1Loss(double beta = SmoothL1LossOp.DefaultBeta, Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <summary>Where parabola and lines meet.</summary>
    public double Beta { get; } = beta;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.SmoothL1Loss(target, Beta, Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Count;
}
