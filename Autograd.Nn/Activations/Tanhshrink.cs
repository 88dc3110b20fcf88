using Autograd.Core;

namespace Autograd.Nn;

/// <summary>x − tanh x.</summary>
public sealed class Tanhshrink : Activation
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Tanhshrink();
}
