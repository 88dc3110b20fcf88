using Autograd.Core;

namespace Autograd.Nn;

/// <summary>log(1 / (1 + e⁻ˣ)).</summary>
public sealed class LogSigmoid : Activation
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.LogSigmoid();
}
