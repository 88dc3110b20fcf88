using Autograd.Core;

namespace Autograd.Nn;

/// <summary>x·(x + 3) / 6 between −3 and 3, 0 below and x above (Howard et al., 2019).</summary>
public sealed class Hardswish : Activation
{
    /// <inheritdoc/>
    public override double Gain => GainOfSlope(0);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Hardswish();
}
