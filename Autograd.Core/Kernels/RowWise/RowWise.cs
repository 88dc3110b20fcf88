using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// What is done with the elements along an axis, of one tensor or of two: along memory in one row, or with a lane of rows side by side.
/// </summary>
internal interface IRowLoop
{
    /// <summary>Rows one after the other, the number of the first of them given.</summary>
    void Rows<T, L>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> result, int length, int first)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;

    /// <summary>
    /// As many rows as a lane holds, whose elements follow each other at a stride, the number of the first of them given.
    /// </summary>
    void Columns<T, L>(ref readonly T a, ref readonly T b, ref T result, nuint length, nuint stride, int first)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;
}

/// <summary>
/// Walks the rows along an axis. Rows of the last axis are taken one by one, rows of another axis by columns; where a lane holds two
/// rows or more, or more than there are columns, as many rows are first laid side by side: none then needs a sum across its lane. Where
/// few columns are very long, each is laid out by itself, for a lane of them would take many times the room of all there are.
/// </summary>
internal static partial class RowWise
{
    // An element takes as long as two to four of an elementwise loop.
    private const int Serial = Workers.Serial / 2;
    private const int Chunk = Workers.Chunk / 4;

    // As many elements find room on the stack.
    private const int Small = 512;

    // Longer rows are not laid side by side.
    private const int Long = 1 << 14;

    private static void Run<W>(W loop, in ArrayView a, in ArrayView b, int axis, in ArrayView result) where W : struct, IRowLoop
    {
        if (result.Count > 0)
        {
            var kernel = new Kernel<W>(loop, a, b, result.Shape[axis], result.Shape.CountOf((axis + 1)..), result);
            Lanes.Run(in kernel, result.DType);
        }
    }

    private readonly struct Kernel<W>(W loop, ArrayView a, ArrayView b, int length, int inner, ArrayView result) : IFloatKernel
        where W : struct, IRowLoop
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
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
                    loop.Columns<T, L>(in xs[start + at], in ys[start + at], ref results[start + at], (nuint)length, (nuint)inner, first
                        + at);
                }
            }
        }

        private void SideBySide<T, L>(ReadOnlySpan<T> xs, ReadOnlySpan<T> ys, Span<T> results)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            // This does not overflow: a long row is one of two or more of a tensor.
            int abreast = length > Long ? 1 : L.Count, size = 3 * length * abreast;
            if (size <= Small)
            {
                SideBySideOnStack<T, L>(xs, ys, results);
                return;
            }

            T[] room = ArrayPool<T>.Shared.Rent(size);
            SideBySide<T, L>(xs, ys, results, room, abreast);
            ArrayPool<T>.Shared.Return(room);
        }

        [SkipLocalsInit]
        private void SideBySideOnStack<T, L>(ReadOnlySpan<T> xs, ReadOnlySpan<T> ys, Span<T> results)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            SideBySide<T, L>(xs, ys, results, stackalloc T[Small], L.Count);

        private void SideBySide<T, L>(ReadOnlySpan<T> xs, ReadOnlySpan<T> ys, Span<T> results, Span<T> room, int abreast)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int rows = results.Length / length, block = length * abreast;
            Span<T> atX = room[..block], atY = xs == ys ? atX : room.Slice(block, block), atResult = room.Slice(2 * block, block);
            for (int row = 0; row < rows; row += abreast)
            {
                int count = Math.Min(abreast, rows - row);
                if (count < abreast)
                {
                    room[..(2 * block)].Clear();
                }

                Lay(xs, atX, abreast, row, count);
                if (xs != ys)
                {
                    Lay(ys, atY, abreast, row, count);
                }

                if (abreast == L.Count)
                {
                    loop.Columns<T, L>(in atX[0], in atY[0], ref atResult[0], (nuint)length, (nuint)L.Count, row);
                }
                else
                {
                    loop.Rows<T, L>(atX, atY, atResult, length, row);
                }

                Lay(atResult, results, abreast, row, count, back: true);
            }
        }

        // Lays rows side by side, or back; as many at a time as follow each other at one distance.
        private void Lay<T>(ReadOnlySpan<T> from, Span<T> to, int abreast, int row, int rows, bool back = false)
        {
            nint distance = inner == 1 ? length : 1;
            for (int done = 0, some; done < rows; done += some, row += some)
            {
                some = inner == 1 ? rows : Math.Min(rows - done, inner - (row % inner));
                int start = ((row / inner) * length * inner) + (row % inner);
                if (back)
                {
                    Copy(from[done..], abreast, 1, to[start..], inner, distance, length, some);
                }
                else
                {
                    Copy(from[start..], inner, distance, to[done..], abreast, 1, length, some);
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static void Copy<T>(ReadOnlySpan<T> from, nint step, nint distance, Span<T> to, nint stepTo, nint distanceTo, nint length,
            nint rows)
        {
            // The only check of bounds.
            nint last = ((length - 1) * step) + ((rows - 1) * distance), lastTo = ((length - 1) * stepTo) + ((rows - 1) * distanceTo);
            ref T source = ref Unsafe.Add(ref Unsafe.AsRef(in from[(int)last]), -last), copy = ref Unsafe.Add(ref to[(int)lastTo], -lastTo);
            for (nint j = 0; j < length; j++)
            {
                ref T element = ref source, copied = ref copy;
                for (nint i = 0; i < rows; i++)
                {
                    copied = element;
                    element = ref Unsafe.Add(ref element, distance);
                    copied = ref Unsafe.Add(ref copied, distanceTo);
                }

                source = ref Unsafe.Add(ref source, step);
                copy = ref Unsafe.Add(ref copy, stepTo);
            }
        }
    }

    private readonly struct Chunks<W, T, L>(W loop, ArrayView a, ArrayView b, ArrayView result, int length, int rows) : IChunks
        where W : struct, IRowLoop
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            int start = chunk * rows * length, count = Math.Min(rows * length, result.Count - start);
            loop.Rows<T, L>(a.Elements<T>().Slice(start, count), b.Elements<T>().Slice(start, count),
                result.Elements<T>().Slice(start, count), length, chunk * rows);
        }
    }
}
