using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The rectified linear unit max(x, 0) (Nair and Hinton, 2010).</summary>
public sealed class Relu : Activation
{
    /// <inheritdoc/>
    public override double Gain => GainOfSlope(0);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Relu();
}
