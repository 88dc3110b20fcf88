using Autograd.Core;

namespace Autograd.Nn;

/// <summary>log(1 / (1 + e⁻ˣ)).</summary>
public sealed class LogSigmoid : Activation
{
    /// <inheritdoc/>
    public override double Gain => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.LogSigmoid();
}
