using Autograd.Core;

namespace Autograd.Nn;

/// <summary>x where x &gt; 0, else a fixed slope times x (Maas et al., 2013).</summary>
/// <param name="negativeSlope">The slope on the negative side.</param>
public sealed class LeakyRelu(double negativeSlope = LeakyReluOp.DefaultNegativeSlope) : Activation
{
    /// <summary>The slope on the negative side.</summary>
    public double NegativeSlope { get; } = negativeSlope;

    /// <inheritdoc/>
    public override double Gain => GainOfSlope(NegativeSlope);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.LeakyRelu(NegativeSlope);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"LeakyRelu({NegativeSlope})");
}
