using Autograd.Core;

namespace Autograd.Nn;

/// <summary>min(max(x, 0), 6) (Krizhevsky, 2010).</summary>
public sealed class Relu6 : Activation
{
    /// <inheritdoc/>
    public override double Gain => GainOfSlope(0);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Relu6();
}
