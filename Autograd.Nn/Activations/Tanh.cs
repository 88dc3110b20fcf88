using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The hyperbolic tangent.</summary>
public sealed class Tanh : Activation
{
    /// <inheritdoc/>
    public override double Gain => 5.0 / 3;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Tanh();
}
