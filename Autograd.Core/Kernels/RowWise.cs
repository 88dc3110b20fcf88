using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>What is done with the elements along an axis, of one tensor or of two: along memory in one row, or with a lane of rows side by side.</summary>
internal interface IRowLoop
{
    /// <summary>Rows one after the other, the number of the first of them given.</summary>
    void Rows<T, L>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> result, int length, int first)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;

    /// <summary>As many rows as a lane holds, whose elements follow each other at a stride, the number of the first of them given.</summary>
    void Columns<T, L>(ref readonly T a, ref readonly T b, ref T result, nuint length, nuint stride, int first)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;
}

/// <summary>
/// Walks the rows along an axis. Rows of the last axis are taken one by one, rows of another axis by columns; where a lane holds two
/// rows or more, or more than there are columns, as many rows are first laid side by side: none then needs a sum across its lane.
/// </summary>
internal static partial class RowWise
{
    // Elements to be worth a second thread, and to be worth handing over.
    private const int Serial = 1 << 15;
    private const int Chunk = 1 << 13;

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
            if (inner == 1 && 2 * length > L.Count)
            {
                int rows = results.Length / length, some = results.Length < Serial ? rows : Math.Max(1, Chunk / length);
                if (some >= rows)
                {
                    loop.Rows<T, L>(xs, ys, results, length, 0);
                }
                else
                {
                    Workers.Run(new Chunks<W, T, L>(loop, a, b, result, length, some), (rows + some - 1) / some);
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
            for (int start = 0, first = 0; start < results.Length; start += length * inner, first += inner)
            {
                for (int column = 0; column < inner; column += L.Count)
                {
                    // The last columns may be computed twice, with the same result.
                    int at = Math.Min(column, inner - L.Count);
                    loop.Columns<T, L>(in xs[start + at], in ys[start + at], ref results[start + at], (nuint)length, (nuint)inner, first + at);
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

                Gather<T, L>(xs, row, count, atX);
                if (a != b)
                {
                    Gather<T, L>(ys, row, count, atY);
                }

                loop.Columns<T, L>(in atX[0], in atY[0], ref atResult[0], (nuint)length, (nuint)L.Count, row);
                Scatter<T, L>(atResult, row, count, results);
            }

            ArrayPool<T>.Shared.Return(buffer);
        }

        private int Start(int row) => inner == 1 ? row * length : ((row / inner) * length * inner) + (row % inner);

        [MethodImpl(Lanes.Hot)]
        private void Gather<T, L>(ReadOnlySpan<T> from, int row, int rows, Span<T> block)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            for (int i = 0; i < rows; i++)
            {
                ref T to = ref block[i];
                ref readonly T source = ref from.Slice(Start(row + i), ((length - 1) * inner) + 1)[0];
                for (nint j = 0; j < length; j++)
                {
                    Unsafe.Add(ref to, j * L.Count) = Unsafe.Add(ref Unsafe.AsRef(in source), j * inner);
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void Scatter<T, L>(ReadOnlySpan<T> block, int row, int rows, Span<T> to)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            for (int i = 0; i < rows; i++)
            {
                ref readonly T source = ref block[i];
                ref T result = ref to.Slice(Start(row + i), ((length - 1) * inner) + 1)[0];
                for (nint j = 0; j < length; j++)
                {
                    Unsafe.Add(ref result, j * inner) = Unsafe.Add(ref Unsafe.AsRef(in source), j * L.Count);
                }
            }
        }
    }

    private readonly struct Chunks<W, T, L>(W loop, Tensor a, Tensor b, Tensor result, int length, int rows) : IChunks
        where W : struct, IRowLoop
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            int start = chunk * rows * length, count = Math.Min(rows * length, result.Count - start);
            loop.Rows<T, L>(a.Elements<T>().Slice(start, count), b.Elements<T>().Slice(start, count), result.Elements<T>().Slice(start, count), length, chunk * rows);
        }
    }
}
