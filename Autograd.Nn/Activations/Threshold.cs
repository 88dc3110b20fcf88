using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Each element that exceeds a threshold, and a given value in place of the others.</summary>
/// <param name="limit">The threshold: what an element must exceed to stay.</param>
/// <param name="value">What stands where it does not.</param>
public sealed class Threshold(double limit, double value) : Activation
{
    /// <summary>What an element must exceed to stay.</summary>
    public double Limit { get; } = limit;

    /// <summary>What stands where it does not.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Threshold(Limit, Value);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Threshold({Limit}, {Value})");
}
