using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
public sealed class Sigmoid : Activation
{
    /// <inheritdoc/>
    public override double Gain => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Sigmoid();
}
