using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The gated linear unit a·σ(b), where a and b are the halves along an axis, which becomes half as long (Dauphin et al., 2017).
/// </summary>
/// <param name="axis">The axis that is halved.</param>
public sealed class Glu(int axis = GluOp.DefaultAxis) : Activation
{
    /// <summary>The axis that is halved.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Glu(Axis);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Glu(axis: {Axis})");
}
