using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The squared error near the target, straight lines of slope ±δ from there on (Huber, 1964).</summary>
/// <param name="delta">Where parabola and lines meet.</param>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class HuberLoss(double delta = HuberLossOp.DefaultDelta, Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <summary>Where parabola and lines meet.</summary>
    public double Delta { get; } = delta;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.HuberLoss(target, Delta, Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Count;
}
