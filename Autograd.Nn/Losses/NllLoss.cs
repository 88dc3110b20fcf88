using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The negative log-likelihood of the target classes, from log-probabilities as log-softmax gives them.</summary>
public sealed class NllLoss : Loss
{
    /// <summary>A loss over classes.</summary>
    /// <param name="weight">A factor for each class, or null for 1; a mean divides by the sum of the targets' factors.</param>
    /// <param name="ignoreIndex">A target that counts for nothing.</param>
    /// <param name="reduction">How the losses of the samples become one number.</param>
    /// <param name="emptyMean">What the mean is where every target is ignored or there is none.</param>
    public NllLoss(
        Tensor? weight = null,
        int ignoreIndex = ClassTargets.DefaultIgnoreIndex,
        Reduction reduction = Reduction.Mean,
        EmptyMean emptyMean = EmptyMean.NaN)
        : base(reduction)
    {
        Weight = weight is null ? null : new(weight);
        IgnoreIndex = ignoreIndex;
        EmptyMean = emptyMean;
    }

    /// <summary>The factor of each class, or null.</summary>
    public ModuleBuffer? Weight { get; private init => field = Register(value); }

    /// <summary>The target that counts for nothing.</summary>
    public int IgnoreIndex { get; }

    /// <summary>What the mean is where every target is ignored or there is none.</summary>
    public EmptyMean EmptyMean { get; }

    private protected override bool TakesNothing => EmptyMean == EmptyMean.Zero;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) =>
        input.NllLoss(target, Like(input, Weight), IgnoreIndex, Reduction, EmptyMean);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) =>
        ClassDivisor.Of("nll_loss", input, target, Like(input, Weight), IgnoreIndex);
}
