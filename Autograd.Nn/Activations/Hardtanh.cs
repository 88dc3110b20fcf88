using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Each element, or the nearer bound where it lies outside (Collobert, 2004).</summary>
/// <param name="min">The lower bound.</param>
/// <param name="max">The upper bound.</param>
public sealed class Hardtanh(double min = HardtanhOp.DefaultMin, double max = HardtanhOp.DefaultMax) : Activation
{
    /// <summary>The lower bound.</summary>
    public double Min { get; } = min;

    /// <summary>The upper bound.</summary>
    public double Max { get; } = max;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Hardtanh(Min, Max);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Hardtanh({Min}, {Max})");
}
