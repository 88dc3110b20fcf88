using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The cross-entropy between class scores and target classes, or wanted distributions: log-softmax and negative log-likelihood in one. It
/// takes logits, what the last layer gives without a softmax; behind one it would train, and badly.
/// </summary>
public sealed class CrossEntropyLoss : Loss
{
    private const double MuchLess = 1e-6;
    private const int LeastExponent = -126;

    /// <summary>A loss over classes.</summary>
    /// <param name="weight">A factor for each class, or null for 1; a mean divides by the sum of the targets' factors.</param>
    /// <param name="ignoreIndex">A target that counts for nothing.</param>
    /// <param name="labelSmoothing">How much of each target is spread evenly over all classes, from 0 to below 1.</param>
    /// <param name="reduction">How the losses of the samples become one number.</param>
    /// <param name="emptyMean">What the mean is where every target is ignored or there is none.</param>
    public CrossEntropyLoss(
        Tensor? weight = null,
        int ignoreIndex = ClassTargets.DefaultIgnoreIndex,
        double labelSmoothing = CrossEntropyOp.DefaultLabelSmoothing,
        Reduction reduction = Reduction.Mean,
        EmptyMean emptyMean = EmptyMean.NaN)
        : base(reduction)
    {
        Weight = weight is null ? null : new(weight);
        IgnoreIndex = ignoreIndex;
        LabelSmoothing = labelSmoothing;
        EmptyMean = emptyMean;
    }

    /// <summary>The factor of each class, or null.</summary>
    public ModuleBuffer? Weight { get; private init => field = Register(value); }

    /// <summary>The target that counts for nothing.</summary>
    public int IgnoreIndex { get; }

    /// <summary>How much of each target is spread evenly over all classes.</summary>
    public double LabelSmoothing { get; }

    /// <summary>What the mean is where every target is ignored or there is none.</summary>
    public EmptyMean EmptyMean { get; }

    private protected override bool TakesNothing => EmptyMean == EmptyMean.Zero;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) =>
        input.CrossEntropy(target, Like(input, Weight), IgnoreIndex, LabelSmoothing, Reduction, EmptyMean);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) =>
        ClassDivisor.Of("cross_entropy", input, target, Like(input, Weight), IgnoreIndex);

    // Smoothing counts by the weights of all classes, and the divisor is the sum of those that are wanted: in a part it may be 0.
    private protected override (Tensor Mean, double Times)? Undivided(Tensor input, Tensor target, double divisor)
    {
        if (LabelSmoothing == 0 || Weight is null || target.DType.IsFloat() || Reduction != Reduction.Mean)
        {
            return null;
        }

        Tensor weight = Like(input, Weight)!;
        double largest = weight.Abs().Max().Item();
        bool isEmpty = ClassDivisor.Of("cross_entropy", input, target, null, IgnoreIndex) == 0;
        if (isEmpty || !double.IsFinite(largest) || divisor > MuchLess * largest)
        {
            return null;
        }

        double size = Math.ScaleB(1, Math.Max(Math.ILogB(largest), LeastExponent));
        Tensor losses = input.CrossEntropy(target, weight * (1 / size), IgnoreIndex, LabelSmoothing, Reduction.None);
        return (losses.Mean(), losses.Count * size);
    }
}
