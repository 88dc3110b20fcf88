using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The right class should score higher than the others by a margin (Weston and Watkins, 1999).</summary>
public sealed class MultiMarginLoss : Loss
{
    /// <summary>A loss over classes.</summary>
    /// <param name="p">The power, 1 or 2.</param>
    /// <param name="margin">By how much the right score should exceed the others.</param>
    /// <param name="weight">A factor for each right class, or null for 1.</param>
    /// <param name="reduction">How the losses of the samples become one number.</param>
    public MultiMarginLoss(int p = MultiMarginLossOp.DefaultP, double margin = MultiMarginLossOp.DefaultMargin, Tensor? weight = null,
        Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        P = p;
        Margin = margin;
        Weight = weight is null ? null : new(weight);
    }

    /// <summary>The power.</summary>
    public int P { get; }

    /// <summary>By how much the right score should exceed the others.</summary>
    public double Margin { get; }

    /// <summary>The factor of each right class, or null.</summary>
    public ModuleBuffer? Weight { get; private init => field = Register(value); }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) =>
        input.MultiMarginLoss(target, P, Margin, Like(input, Weight), Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => target.Count;
}
