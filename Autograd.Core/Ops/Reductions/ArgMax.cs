namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The index of the largest element along an axis, as Int64: the first of those that tie, or the first NaN. It has no gradient.
    /// </summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    /// <exception cref="ArgumentException">The elements are not floating point, or the axis is out of range or empty.</exception>
    public Tensor ArgMax(int axis, bool keepDims = false) => IndexOfExtreme("argmax", axis, keepDims, smallest: false);

    /// <summary>
    /// The index of the smallest element along an axis, as Int64: the first of those that tie, or the first NaN. It has no gradient.
    /// </summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    /// <exception cref="ArgumentException">The elements are not floating point, or the axis is out of range or empty.</exception>
    public Tensor ArgMin(int axis, bool keepDims = false) => IndexOfExtreme("argmin", axis, keepDims, smallest: true);

    private Tensor IndexOfExtreme(string name, int axis, bool keepDims, bool smallest)
    {
        if (!DType.IsFloat())
        {
            throw new ArgumentException(
                $"{name}: the tensor is {DType}; expected Float32 or Float64. Convert it with To(DType.Float32) first.");
        }

        axis = Shape.Axis(axis, name);
        if (Shape[axis] == 0)
        {
            throw new ArgumentException($"{name}: axis {axis} of the shape {Shape} is empty; expected at least one element.", nameof(axis));
        }

        Tensor indices = Result(new ReducedAxes(Shape, [axis], name).Output(keepDims), DType.Int64);
        ExtremeIndex.Run(this, axis, smallest, indices);
        return TracedCall.Of(name, indices, [this], new() { ["axis"] = axis, ["keepDims"] = keepDims });
    }
}
