using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The hyperbolic tangent.</summary>
public sealed class Tanh : Activation
{
    /// <inheritdoc/>
    public override double Gain => 5.0 / 3;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Tanh();
}
