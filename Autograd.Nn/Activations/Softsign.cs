using Autograd.Core;

namespace Autograd.Nn;

/// <summary>x / (1 + |x|) (Bergstra et al., 2009).</summary>
public sealed class Softsign : Activation
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Softsign();
}
