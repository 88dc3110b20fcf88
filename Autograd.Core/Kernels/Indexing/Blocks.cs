namespace Autograd.Core;

/// <summary>Copies blocks of elements, of whatever type: parts of an axis, several tensors along one, one inside a larger one.</summary>
internal static class Blocks
{
    /// <summary>The part of an axis from a start on, as long as the result's axis.</summary>
    public static void Cut(Tensor x, int axis, int start, Tensor result)
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

    /// <summary>The tensors side by side, each cut into the same number of blocks.</summary>
    public static void Join(ReadOnlySpan<Tensor> tensors, int blocks, Tensor result)
    {
        Span<byte> to = result.Bytes;
        if (to.IsEmpty)
        {
            return;
        }

        int stride = to.Length / blocks, offset = 0;
        foreach (Tensor tensor in tensors)
        {
            ReadOnlySpan<byte> from = tensor.Bytes;
            int length = from.Length / blocks;
            for (int read = 0, write = offset; read < from.Length; read += length, write += stride)
            {
                from.Slice(read, length).CopyTo(to[write..]);
            }

            offset += length;
        }
    }

    /// <summary>Copies x into the result, so many elements away from the beginning of each axis.</summary>
    public static void Place(Tensor x, ReadOnlySpan<int> before, Tensor result)
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
