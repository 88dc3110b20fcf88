using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Each element, or the nearer bound where it lies outside (Collobert, 2004).</summary>
/// <param name="minVal">The lower bound.</param>
/// <param name="maxVal">The upper bound.</param>
public sealed class Hardtanh(double minVal = HardtanhOp.DefaultMinVal, double maxVal = HardtanhOp.DefaultMaxVal) : Activation
{
    /// <summary>The lower bound.</summary>
    public double MinVal { get; } = minVal;

    /// <summary>The upper bound.</summary>
    public double MaxVal { get; } = maxVal;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Hardtanh(MinVal, MaxVal);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Hardtanh({MinVal}, {MaxVal})");
}
