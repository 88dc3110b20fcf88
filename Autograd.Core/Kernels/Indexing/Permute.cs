using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Copies elements into another order of the axes.</summary>
internal static class Permute
{
    /// <summary>Axis i of the result is axis order[i] of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(in ArrayView x, ReadOnlySpan<int> order, in ArrayView result) =>
        DTypes.Move(new Kernel(x, order, result), x.DType);

    private readonly ref struct Kernel(ArrayView x, ReadOnlySpan<int> order, ArrayView result) : IElementKernel
    {
        private readonly ReadOnlySpan<int> _order = order;

        public void Run<T>() where T : unmanaged => Permute.Run<T>(x, _order, result);
    }

    private static void Run<T>(in ArrayView x, ReadOnlySpan<int> order, in ArrayView result) where T : unmanaged
    {
        ReadOnlySpan<T> from = x.Elements<T>();
        Span<T> to = result.Elements<T>();
        int rank = order.Length;
        if (to.IsEmpty || rank == 0)
        {
            from.CopyTo(to);
            return;
        }

        Span<int> strides = stackalloc int[rank], sizes = stackalloc int[rank], index = stackalloc int[rank];
        index.Clear();
        for (int i = 0; i < rank; i++)
        {
            sizes[i] = x.Shape[order[i]];
            strides[i] = x.Shape.CountOf((order[i] + 1)..);
        }

        int length = sizes[^1], stride = strides[^1], source = 0;
        for (int start = 0; start < to.Length; start += length)
        {
            Span<T> row = to.Slice(start, length);
            if (stride == 1)
            {
                from.Slice(source, length).CopyTo(row);
            }
            else
            {
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] = from[source + (i * stride)];
                }
            }

            for (int axis = rank - 2; axis >= 0; axis--)
            {
                source += strides[axis];
                if (++index[axis] < sizes[axis])
                {
                    break;
                }

                source -= sizes[axis] * strides[axis];
                index[axis] = 0;
            }
        }
    }
}
