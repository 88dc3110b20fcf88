using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The cross-entropy between probabilities and targets of yes or no. From scores <see cref="BinaryCrossEntropyWithLogitsLoss"/> is more
/// precise.
/// </summary>
public sealed class BinaryCrossEntropyLoss : Loss
{
    /// <summary>A loss of probabilities.</summary>
    /// <param name="weight">A factor for each element that broadcasts to the input, or null for 1.</param>
    /// <param name="reduction">How the losses of the elements become one number.</param>
    public BinaryCrossEntropyLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        Weight = weight is null ? null : new(weight);
    }

    /// <summary>The factor of each element, or null.</summary>
    public ModuleBuffer? Weight { get; private init => field = Register(value); }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.BinaryCrossEntropy(target, Like(input, Weight), Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Count;
}
