using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The cross-entropy between the sigmoid of scores and targets of yes or no, precise for any score.</summary>
public sealed class BinaryCrossEntropyWithLogitsLoss : Loss
{
    /// <summary>A loss of scores.</summary>
    /// <param name="weight">A factor for each element that broadcasts to the input, or null for 1.</param>
    /// <param name="positiveWeight">The factor of the positive part that broadcasts to the input, or null for 1.</param>
    /// <param name="reduction">How the losses of the elements become one number.</param>
    public BinaryCrossEntropyWithLogitsLoss(Tensor? weight = null, Tensor? positiveWeight = null, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        Weight = weight is null ? null : new(weight);
        PositiveWeight = positiveWeight is null ? null : new(positiveWeight);
    }

    /// <summary>The factor of each element, or null.</summary>
    public ModuleBuffer? Weight { get; private init => field = Register(value); }

    /// <summary>The factor of the positive part, or null.</summary>
    public ModuleBuffer? PositiveWeight { get; private init => field = Register(value, fileName: "pos_weight"); }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) =>
        input.BinaryCrossEntropyWithLogits(target, Like(input, Weight), Like(input, PositiveWeight), Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Count;
}
