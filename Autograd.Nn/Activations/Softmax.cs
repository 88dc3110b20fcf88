using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Makes positive numbers that sum to 1 along an axis. For training, <see cref="CrossEntropyLoss"/> takes the scores before it.
/// </summary>
/// <param name="axis">The axis along which the numbers sum to 1; it must be named.</param>
public sealed class Softmax(int axis) : Activation
{
    /// <summary>The axis along which the numbers sum to 1.</summary>
    public int Axis { get; } = axis;

    /// <summary>
    /// The inverse temperature, 1 unless set: 0 gives all elements the same share, a large one picks the largest.
    /// A <see cref="Schedule"/> changes it in training: <c>softmax.Beta = schedule.At(step)</c>.
    /// </summary>
    public double Beta { get; set; } = 1;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Softmax(Axis, Beta);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Softmax(axis: {Axis})");
}
