using System.Globalization;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// A part of an axis. Along axis 0 the buffer is shared, so that writing to one changes the other; along other axes it is a copy.
    /// </summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="range">The positions along it, such as <c>2..5</c> or <c>^3..</c>.</param>
    /// <exception cref="ArgumentException">The axis or the range is out of range for the shape.</exception>
    public Tensor Slice(int axis, Range range) => new SliceOp(axis, SliceOp.OneSided(axis, range, Shape)).Apply(this);

    // As many empty parts an axis without elements falls into.
    private const int MostOfNothing = 1 << 16;

    /// <summary>Cuts an axis into parts of equal size.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="count">The number of parts.</param>
    /// <returns>The parts in order; along axis 0 they share this tensor's buffer.</returns>
    /// <exception cref="ArgumentException">The axis is out of range, or its size is no multiple of the number of parts.</exception>
    public Tensor[] Split(int axis, int count)
    {
        int size = Shape[Shape.Axis(axis, "Split")];
        if (count < 1 || size % count != 0 || count > Math.Max(size, MostOfNothing))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Split: axis {axis} of the shape {Shape} does not fall into {count} equal parts. Name the sizes of the parts instead."),
                nameof(count));
        }

        int[] sizes = new int[count];
        Array.Fill(sizes, size / count);
        return Split(axis, sizes);
    }

    /// <summary>Cuts an axis into parts of given sizes.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="sizes">The sizes of the parts, which add up to the size of the axis.</param>
    /// <returns>The parts in order; along axis 0 they share this tensor's buffer.</returns>
    /// <exception cref="ArgumentException">The axis is out of range, or the sizes do not add up to its size.</exception>
    public Tensor[] Split(int axis, ReadOnlySpan<int> sizes)
    {
        long total = 0;
        foreach (int size in sizes)
        {
            total = size < 0 ? long.MinValue : total + size;
        }

        if (total != Shape[Shape.Axis(axis, "Split")])
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Split: the sizes {Shape.List(sizes)} do not add up to axis {axis} of the shape {Shape}."),
                nameof(sizes));
        }

        var parts = new Tensor[sizes.Length];
        for (int i = 0, start = 0; i < parts.Length; start += sizes[i++])
        {
            parts[i] = Slice(axis, start..(start + sizes[i]));
        }

        return parts;
    }
}

internal sealed class SliceOp(int axis, Range range) : Op("slice", axis, Start(range), Length(range))
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        Tensor x = inputs[0];
        int along = x.Shape.Axis(axis, Name), size = x.Shape[along];
        int start = range.Start.GetOffset(size), end = range.End.GetOffset(size);
        if (start < 0 || end < start || end > size)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{Name}: the range {range} does not fit axis {axis} of the shape {x.Shape}; expected a start and an end from 0 to " +
                    $"{size}, in this order."));
        }

        Shape shape = x.Shape.With(along, end - start, Name);
        if (along == 0)
        {
            return x.View(shape, start * x.Shape.CountOf(1..));
        }

        Tensor output = Result(shape, x.DType);
        Blocks.Cut(x, along, start, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Shape shape = call.Inputs[0].Shape;
        var padding = new (int Before, int After)[shape.Rank];
        int along = shape.Axis(axis, Name), size = shape[along];
        padding[along] = (range.Start.GetOffset(size), size - range.End.GetOffset(size));
        call.Set(0, call.Upstream.Pad(padding));
    }

    /// <summary>
    /// The same range with both ends counted from one side, as a start and a length state it, where it is not so and fits the shape.
    /// </summary>
    public static Range OneSided(int axis, Range range, Shape shape)
    {
        if (range.Start.IsFromEnd == range.End.IsFromEnd || range.End.Equals(^0) || axis < -shape.Rank || axis >= shape.Rank)
        {
            return range;
        }

        int size = shape[axis < 0 ? axis + shape.Rank : axis], start = range.Start.GetOffset(size), end = range.End.GetOffset(size);
        return start >= 0 && end >= start && end <= size ? start..end : range;
    }

    private static int Start(Range range) => range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value;

    private static int Length(Range range) =>
        range.End.Equals(^0) ? -1 : range.End.IsFromEnd ? range.Start.Value - range.End.Value : range.End.Value - range.Start.Value;

    private static SliceOp Make(int axis, int start, int length) => length >= -1
        ? new(axis, new(At(start, isFromEnd: start < 0),
            length == -1 ? ^0 : At(start < 0 ? Math.Min(0, (long)start + length) : (long)start + length, start < 0)))
        : throw new ArgumentException(
            FormattableString.Invariant($"slice: the length is {length}; expected 0 or more, or -1 for all that follows."), nameof(length));

    // What is beyond all sizes stays so.
    private static Index At(long position, bool isFromEnd) => new((int)Math.Min(Math.Abs(position), int.MaxValue), isFromEnd);

    public static OpDefinition Definition => new()
    {
        Name = "slice",
        Category = OpCategory.Shaping,
        Formula = "y_{i} = x_{i + s}",
        Source = "Arrangement of elements",
        Derivative = @"\frac{\partial y_j}{\partial x_i} = 1 \text{ where element } i \text{ went to } j, \text{ else } 0",
        Usage = "Windows, heads and halves. What is left out gets the gradient 0.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0]).Slice(axis: 0, 1..3)),
        Parameters =
        [
            new("axis", 0, "The axis, negative counted from the end."),
            new("start", 0, "The first position, negative counted from the end."),
            new("length", -1, "The number of positions, or -1 for all that follow."),
        ],
        Make = attributes => Make(attributes.Integer("axis"), attributes.Integer("start"), attributes.Integer("length")),
        Samples =
        [
            new("a view", dtype => [OpSamples.Spread([5, 3], dtype)], With(0, 1, 3)),
            new("everything", dtype => [OpSamples.Spread([4], dtype)]),
            new("columns", dtype => [OpSamples.Spread([3, 7], dtype)], With(1, 2, 4)),
            new("a middle axis from the end", dtype => [OpSamples.Spread([2, 5, 3], dtype)], With(-2, -2, -1)),
            new("one before the last", dtype => [OpSamples.Spread([2, 5], dtype)], With(1, -2, 1)),
            new("nothing of something", dtype => [OpSamples.Spread([2, 3], dtype)], With(1, 1, 0)),
            new("empty", dtype => [OpSamples.Spread([0, 3], dtype)], With(1, 1, 2)),
        ],
        Errors =
        [
            new("slice: the range 1..4 does not fit axis 1 of the shape [2, 3]", () => [Tensor.Ones([2, 3])], With(1, 1, 3)),
            new("slice: the range ^4..^0 does not fit axis -1 of the shape [2, 3]", () => [Tensor.Ones([2, 3])], With(-1, -4, -1)),
            new("slice: axis 2 is out of range for the shape [2, 3]; expected -2 to 1", () => [Tensor.Ones([2, 3])], With(2, 0, 1)),
            new("slice: axis 0 is out of range for the shape []; expected a tensor with at least one axis", () => [Tensor.Ones([])]),
            new("slice: the length is -2", () => [Tensor.Ones([2])], With(0, 0, -2)),
            new("slice: expected 1 input, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
        ],
    };

    private static OpAttributes With(int axis, int start, int length) => new() { ["axis"] = axis, ["start"] = start, ["length"] = length };
}
