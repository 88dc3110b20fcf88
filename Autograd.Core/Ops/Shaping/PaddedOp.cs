namespace Autograd.Core;

/// <summary>Padding by elements of the tensor itself: along each axis elements are picked, and their gradients summed.</summary>
internal sealed class PaddedOp(int[] before, int[] after, Number value, PaddingMode mode)
    : ComposedOp("pad", before, after, value.Real, mode.Word())
{
    /// <summary>The numbers before and those after.</summary>
    public static (int[] Before, int[] After) Apart(ReadOnlySpan<(int Before, int After)> padding)
    {
        int[] before = new int[padding.Length], after = new int[padding.Length];
        for (int axis = 0; axis < padding.Length; axis++)
        {
            (before[axis], after[axis]) = padding[axis];
        }

        return (before, after);
    }

    protected override Tensor Compose(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 1);
        return Pad(inputs[0], before, after, mode, Name);
    }

    /// <summary>The same for another op, which messages name.</summary>
    public static Tensor Pad(Tensor x, int[] before, int[] after, PaddingMode mode, string op)
    {
        Shape shape = x.Shape, padded = PadOp.Padded(shape, before, after, op);
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            ExpectEnough(shape, axis, before[axis], after[axis], mode, op);
        }

        if (!TensorBuffer.Holds(padded.Count, x.DType))
        {
            throw new ArgumentException(
                $"{op}: the input {shape} with its padding, {padded}, takes more than the {TensorBuffer.Largest} bytes that a tensor " +
                    "can hold.");
        }

        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (before[axis] > 0 || after[axis] > 0)
            {
                x = x.IndexSelect(axis, Index(shape[axis], before[axis], padded[axis], mode));
            }
        }

        return x;
    }

    private static void ExpectEnough(Shape shape, int axis, int before, int after, PaddingMode mode, string op)
    {
        int size = shape[axis], most = Math.Max(before, after);
        string? expected = mode switch
        {
            _ when most == 0 => null,
            PaddingMode.Reflect when most >= size => FormattableString.Invariant($"fewer than its {size}"),
            PaddingMode.Circular when most > size => FormattableString.Invariant($"no more than its {size}"),
            PaddingMode.Replicate when size == 0 => "an axis with an element",
            _ => null,
        };
        if (expected is not null)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{op}: axis {axis} of the shape {shape} is to get {before} and {after} positions as ") +
                $"\"{mode.Word()}\"; expected {expected}.");
        }
    }

    private static Tensor Index(int size, int before, int count, PaddingMode mode)
    {
        Tensor index = Tensor.Result(Shape.Of(count), DType.Int64);
        Span<long> positions = ((ArrayView)index).Elements<long>();
        for (int i = 0; i < count; i++)
        {
            int at = i - before;
            positions[i] = mode switch
            {
                PaddingMode.Replicate => Math.Clamp(at, 0, size - 1),
                PaddingMode.Circular => at < 0 ? at + size : at < size ? at : at - size,
                _ => at < 0 ? -at : at < size ? at : (2 * (size - 1)) - at,
            };
        }

        return index;
    }
}
