using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The logarithm of the softmax along an axis. For training, <see cref="CrossEntropyLoss"/> takes the scores before it.</summary>
/// <param name="axis">The axis along which the probabilities sum to 1; it must be named.</param>
public sealed class LogSoftmax(int axis) : Activation
{
    /// <summary>The axis along which the probabilities sum to 1; it must be named.</summary>
    public int Axis { get; } = axis;

    /// <summary>The inverse temperature, 1 unless set.</summary>
    public double Beta { get; set; } = 1;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.LogSoftmax(Axis, Beta);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"LogSoftmax(axis: {Axis})");
}
