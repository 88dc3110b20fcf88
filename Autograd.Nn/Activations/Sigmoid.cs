using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
public sealed class Sigmoid : Activation
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Sigmoid();
}
