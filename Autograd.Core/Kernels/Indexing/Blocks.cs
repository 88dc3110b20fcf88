namespace Autograd.Core;

/// <summary>Copies blocks of elements, of whatever type: parts of an axis, several tensors along one, one inside a larger one.</summary>
internal static class Blocks
{
    /// <summary>The part of an axis from a start on, as long as the result's axis.</summary>
    public static void Cut(in ArrayView x, int axis, int start, in ArrayView result)
    {
        int inner = x.Shape.CountOf((axis + 1)..) * x.DType.Size();
        int stride = x.Shape[axis] * inner, length = result.Shape[axis] * inner;
        ReadOnlySpan<byte> from = x.Bytes;
        Span<byte> to = result.Bytes;
        for (int read = start * inner, write = 0; write < to.Length; read += stride, write += length)
        {
            from.Slice(read, length).CopyTo(to[write..]);
        }
    }

    /// <summary>One of several that lie side by side in the result, each cut into the same number of blocks.</summary>
    /// <param name="x">The one.</param>
    /// <param name="blocks">The number of blocks.</param>
    /// <param name="offset">How many bytes of a block of the result the ones before it have filled; afterwards, with it.</param>
    /// <param name="result">The result.</param>
    public static void Join(in ArrayView x, int blocks, ref int offset, in ArrayView result)
    {
        ReadOnlySpan<byte> from = x.Bytes;
        Span<byte> to = result.Bytes;
        if (from.IsEmpty)
        {
            return;
        }

        int stride = to.Length / blocks, length = from.Length / blocks;
        for (int read = 0, write = offset; read < from.Length; read += length, write += stride)
        {
            from.Slice(read, length).CopyTo(to[write..]);
        }

        offset += length;
    }

    /// <summary>Copies x into the result, so many elements away from the beginning of each axis.</summary>
    public static void Place(in ArrayView x, ReadOnlySpan<int> before, in ArrayView result)
    {
        ReadOnlySpan<byte> from = x.Bytes;
        Span<byte> to = result.Bytes;
        int last = x.Rank - 1;
        while (last > 0 && x.Shape[last] == result.Shape[last])
        {
            last--;
        }

        int length = last < 0 ? from.Length : x.Shape.CountOf(last..) * x.DType.Size();
        for (int read = 0, row = 0; read < from.Length; read += length, row++)
        {
            int write = 0, stride = x.DType.Size(), rest = row;
            for (int axis = x.Rank - 1; axis >= 0; axis--)
            {
                int index = 0;
                if (axis < last)
                {
                    (rest, index) = Math.DivRem(rest, x.Shape[axis]);
                }

                write += (before[axis] + index) * stride;
                stride *= result.Shape[axis];
            }

            from.Slice(read, length).CopyTo(to[write..]);
        }
    }
}
