using Autograd.Core;

namespace Autograd.Nn;

/// <summary>x·tanh(softplus(x)) (Misra, 2019).</summary>
public sealed class Mish : Activation
{
    /// <inheritdoc/>
    public override double Gain => GainOfSlope(0);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Mish();
}
