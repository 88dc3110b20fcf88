using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Makes positive numbers that sum to 1 along an axis. For training, <see cref="CrossEntropyLoss"/> takes the scores before it.</summary>
/// <param name="axis">The axis along which the numbers sum to 1; it must be named.</param>
public sealed class Softmax(int axis) : Activation
{
    /// <summary>The axis along which the numbers sum to 1.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    public override double Gain => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Softmax(Axis);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Softmax(axis: {Axis})");
}
