using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>What is done with the elements along an axis, of one tensor or of two: along memory in one row, or with a lane of rows side by side.</summary>
internal interface IRowLoop
{
    /// <summary>One row of at least two lanes.</summary>
    void Row<T, L>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;

    /// <summary>As many rows as a lane holds, whose elements follow each other at a stride.</summary>
    void Columns<T, L>(ref readonly T a, ref readonly T b, ref T result, nuint length, nuint stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;
}

/// <summary>
/// Walks the rows along an axis. Long rows of the last axis are taken one by one, rows of another axis by columns; of what is shorter than
/// lanes, as many rows as a lane holds are first laid side by side.
/// </summary>
internal static partial class RowWise
{
    // As many elements are summed in the precision of the tensor before the part goes to the total.
    private const int Stretch = 4096;

    private static void Run<W>(W loop, Tensor a, Tensor b, int axis, Tensor result) where W : struct, IRowLoop
    {
        if (result.Count > 0)
        {
            Lanes.Run(new Kernel<W>(loop, a, b, result.Shape[axis], result.Shape.CountOf((axis + 1)..), result), result.DType);
        }
    }

    private readonly struct Kernel<W>(W loop, Tensor a, Tensor b, int length, int inner, Tensor result) : IFloatKernel where W : struct, IRowLoop
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            Span<T> results = result.Elements<T>();
            ReadOnlySpan<T> xs = a.Elements<T>()[..results.Length], ys = b.Elements<T>()[..results.Length];
            if (inner == 1 && length >= 2 * L.Count)
            {
                for (int start = 0; start < results.Length; start += length)
                {
                    loop.Row<T, L>(xs.Slice(start, length), ys.Slice(start, length), results.Slice(start, length));
                }
            }
            else if (inner >= L.Count)
            {
                Columns<T, L>(xs, ys, results);
            }
            else
            {
                SideBySide<T, L>(xs, ys, results);
            }
        }

        private void Columns<T, L>(ReadOnlySpan<T> xs, ReadOnlySpan<T> ys, Span<T> results)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            for (int start = 0; start < results.Length; start += length * inner)
            {
                for (int column = 0; column < inner; column += L.Count)
                {
                    // The last columns may be computed twice, with the same result.
                    int at = start + Math.Min(column, inner - L.Count);
                    loop.Columns<T, L>(in xs[at], in ys[at], ref results[at], (nuint)length, (nuint)inner);
                }
            }
        }

        private void SideBySide<T, L>(ReadOnlySpan<T> xs, ReadOnlySpan<T> ys, Span<T> results)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int rows = results.Length / length, block = length * L.Count;
            T[] buffer = ArrayPool<T>.Shared.Rent(3 * block);
            Span<T> atX = buffer.AsSpan(0, block), atY = a == b ? atX : buffer.AsSpan(block, block), atResult = buffer.AsSpan(2 * block, block);
            for (int row = 0; row < rows; row += L.Count)
            {
                int count = Math.Min(L.Count, rows - row);
                if (count < L.Count)
                {
                    buffer.AsSpan(0, 2 * block).Clear();
                }

                for (int i = 0; i < count; i++)
                {
                    int start = Start(row + i);
                    Gather(xs[start..], inner, atX[i..], L.Count, length);
                    if (a != b)
                    {
                        Gather(ys[start..], inner, atY[i..], L.Count, length);
                    }
                }

                loop.Columns<T, L>(in atX[0], in atY[0], ref atResult[0], (nuint)length, (nuint)L.Count);
                for (int i = 0; i < count; i++)
                {
                    Gather(atResult[i..], L.Count, results[Start(row + i)..], inner, length);
                }
            }

            ArrayPool<T>.Shared.Return(buffer);
        }

        private int Start(int row) => ((row / inner) * length * inner) + (row % inner);

        private static void Gather<T>(ReadOnlySpan<T> from, int stride, Span<T> to, int toStride, int length)
        {
            ref T source = ref MemoryMarshal.GetReference(from[..(((length - 1) * stride) + 1)]);
            ref T target = ref MemoryMarshal.GetReference(to[..(((length - 1) * toStride) + 1)]);
            for (int i = 0; i < length; i++)
            {
                Unsafe.Add(ref target, i * toStride) = Unsafe.Add(ref source, i * stride);
            }
        }
    }
}
