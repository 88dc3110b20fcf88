namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The places of one axis that lie in a range; along the first axis the buffer is shared.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="range">The places, as in <c>1..^1</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis or the range is out of range.</exception>
    public Tensor Slice(int axis, Range range) => new SliceOp(axis, range).Apply(this);
}

internal sealed class SliceOp(int axis, Range range) : Op("slice")
{
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 1);
        Tensor x = inputs[0];
        (int start, int length, int outer, int inner, Shape shape) = Layout(x.Shape);
        if (outer == 1)
        {
            return x.View(shape, start * inner);
        }

        Tensor output = Result(shape, x.DType);
        int size = x.DType.Size(), from = x.Bytes.Length / outer, to = length * inner * size;
        for (int i = 0; i < outer; i++)
        {
            x.Bytes.Slice((i * from) + (start * inner * size), to).CopyTo(output.Bytes[(i * to)..]);
        }

        return output;
    }

    protected internal override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0], gradient = Tensor.Zeros(x.Shape, x.DType);
        (int start, int length, int outer, int inner, _) = Layout(x.Shape);
        int size = x.DType.Size(), from = x.Bytes.Length / outer, to = length * inner * size;
        for (int i = 0; i < outer; i++)
        {
            call.Upstream.Bytes.Slice(i * to, to).CopyTo(gradient.Bytes[((i * from) + (start * inner * size))..]);
        }

        call.Set(0, gradient);
    }

    private (int Start, int Length, int Outer, int Inner, Shape Shape) Layout(Shape shape)
    {
        int at = shape.Axis(axis, Name);
        (int start, int length) = range.GetOffsetAndLength(shape[at]);
        int[] sizes = [.. shape.Sizes];
        sizes[at] = length;
        return (start, length, shape.CountOf(..at), shape.CountOf((at + 1)..), Shape.Of(sizes));
    }
}
