using Autograd.Core;

namespace Autograd.Nn;

/// <summary>(x + 3) / 6 between −3 and 3, 0 below and 1 above (Howard et al., 2019).</summary>
public sealed class Hardsigmoid : Activation
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Hardsigmoid();
}
