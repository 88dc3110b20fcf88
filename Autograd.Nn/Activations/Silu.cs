using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The sigmoid linear unit x·σ(x), also called swish (Elfwing et al., 2017).</summary>
public sealed class Silu : Activation
{
    /// <inheritdoc/>
    public override double Gain => GainOfSlope(0);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Silu();
}
