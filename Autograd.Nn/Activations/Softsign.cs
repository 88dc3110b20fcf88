using Autograd.Core;

namespace Autograd.Nn;

/// <summary>x / (1 + |x|) (Bergstra et al., 2009).</summary>
public sealed class Softsign : Activation
{
    /// <inheritdoc/>
    public override double Gain => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Softsign();
}
