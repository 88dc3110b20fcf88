using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The cross-entropy between the sigmoid of scores and targets of yes or no, precise for any score.</summary>
/// <param name="weight">A factor for each element that broadcasts to the input, or null for 1.</param>
/// <param name="positiveWeight">The factor of the positive part that broadcasts to the input, or null for 1.</param>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class BinaryCrossEntropyWithLogitsLoss(
    Tensor? weight = null,
    Tensor? positiveWeight = null,
    Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <summary>The factor of each element, or null.</summary>
    public Tensor? Weight { get; } = weight;

    /// <summary>The factor of the positive part, or null.</summary>
    public Tensor? PositiveWeight { get; } = positiveWeight;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) =>
        input.BinaryCrossEntropyWithLogits(target, Weight, PositiveWeight, Reduction);
}
