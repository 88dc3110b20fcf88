using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The softmax of the negated numbers: the smallest counts most.</summary>
/// <param name="axis">The axis along which the numbers sum to 1; it must be named.</param>
public sealed class Softmin(int axis) : Activation
{
    /// <summary>The axis along which the numbers sum to 1; it must be named.</summary>
    public int Axis { get; } = axis;

    /// <summary>The inverse temperature, 1 unless set: 0 gives the mean, a large one picks the smallest.</summary>
    public double Beta { get; set; } = 1;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Softmin(Axis, Beta);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Softmin(axis: {Axis})");
}
