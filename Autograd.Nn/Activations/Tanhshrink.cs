using Autograd.Core;

namespace Autograd.Nn;

/// <summary>x − tanh x.</summary>
public sealed class Tanhshrink : Activation
{
    /// <inheritdoc/>
    public override double Gain => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Tanhshrink();
}
