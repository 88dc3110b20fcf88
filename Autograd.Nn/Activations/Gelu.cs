using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The Gaussian error linear unit x·Φ(x) (Hendrycks and Gimpel, 2016).</summary>
/// <param name="approximate">How the distribution function Φ is computed.</param>
public sealed class Gelu(GeluApproximation approximate = GeluApproximation.None) : Activation
{
    /// <summary>How the distribution function Φ is computed.</summary>
    public GeluApproximation Approximate { get; } = approximate;

    /// <inheritdoc/>
    public override double Gain => GainOfSlope(0);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Gelu(Approximate);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Gelu({Approximate})");
}
