using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autograd.Core;

internal static partial class Picks
{
    /// <summary>Row j of the result along an axis is row index[j] of x.</summary>
    public static void SelectRows(in ArrayView x, int axis, in ArrayView index, in ArrayView result) =>
        SelectRows(x, axis, index.Elements<long>(), result);

    /// <summary>The same by numbers that are no tensor's.</summary>
    public static void SelectRows(in ArrayView x, int axis, ReadOnlySpan<long> rows, in ArrayView result)
    {
        int length = x.Shape.CountOf((axis + 1)..) * x.DType.Size(), block = x.Shape[axis] * length;
        ReadOnlySpan<byte> from = x.Bytes;
        Span<byte> to = result.Bytes;
        if (axis == 0 && length >= Vector512<byte>.Count)
        {
            CopyRows(from, rows, length, to);
            return;
        }

        for (int start = 0, write = 0; write < to.Length; start += block)
        {
            foreach (long row in rows)
            {
                from.Slice(start + ((int)row * length), length).CopyTo(to[write..]);
                write += length;
            }
        }
    }

    // Rows are short: a call for each would take longer than to copy it. The last piece overlaps the one before it.
    [MethodImpl(Lanes.Hot)]
    private static void CopyRows(ReadOnlySpan<byte> from, ReadOnlySpan<long> rows, int length, Span<byte> to)
    {
        ref byte write = ref MemoryMarshal.GetReference(to[..(rows.Length * length)]);
        nuint last = (nuint)(length - Vector512<byte>.Count);
        foreach (long row in rows)
        {
            ref byte read = ref MemoryMarshal.GetReference(from.Slice((int)row * length, length));
            for (nuint i = 0; i < last; i += (nuint)Vector512<byte>.Count)
            {
                Vector512.LoadUnsafe(ref read, i).StoreUnsafe(ref write, i);
            }

            Vector512.LoadUnsafe(ref read, last).StoreUnsafe(ref write, last);
            write = ref Unsafe.Add(ref write, length);
        }
    }

    /// <summary>Adds row j of the source along an axis to row index[j] of the target.</summary>
    public static void AddRows(in ArrayView target, int axis, in ArrayView index, in ArrayView source)
    {
        using var positions = new Positions(target.Shape, axis, index.Elements<long>());
        var kernel = new AddKernel(target, source, positions.Span, target.Shape.CountOf((axis + 1)..),
                Repeats(index, target.Shape[axis]) > LongSum.Terms);
        Lanes.Run(in kernel, target.DType);
    }

    /// <summary>The same along the first axis, where no row is there twice; if it is the first sum, the rows of the target count as
    /// zeros.</summary>
    public static void AddDistinctRows(in ArrayView target, in ArrayView index, in ArrayView source, bool isFirst)
    {
        var kernel = new AddFewKernel(target, source, index, target.Shape.CountOf(1..), isFirst ? Fresh.All : Fresh.None);
        Lanes.Run(in kernel, target.DType);
    }

    /// <summary>The same, the rows numbered in the order in which they first occur, and none of them too often for a plain sum: the target
    /// is written to, not added to.</summary>
    public static void SumNumberedRows(in ArrayView target, in ArrayView index, in ArrayView source)
    {
        var kernel = new AddFewKernel(target, source, index, target.Shape.CountOf(1..), Fresh.Next);
        Lanes.Run(in kernel, target.DType);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T, L>(ReadOnlySpan<T> addends, ReadOnlySpan<T> to, Span<T> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        ref readonly T addend = ref MemoryMarshal.GetReference(addends[..sums.Length]), start = ref MemoryMarshal.GetReference(to);
        ref T sum = ref MemoryMarshal.GetReference(sums);
        int i = 0;
        for (; i + L.Count <= sums.Length; i += L.Count)
        {
            L.Store(L.Load(in start, (nuint)i) + L.Load(in addend, (nuint)i), ref sum, (nuint)i);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] = to[i] + addends[i];
        }
    }

    // Which rows of a target count as zeros: none, all of them, or the first, then the second and so on, each where it is met first.
    private enum Fresh
    {
        None,
        All,
        Next,
    }

    private readonly ref struct AddFewKernel(ArrayView target, ArrayView source, ArrayView index, int length, Fresh fresh) : IFloatKernel
    {
        [MethodImpl(Lanes.Hot)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> from = source.Elements<T>();
            Span<T> to = target.Elements<T>();
            T[] rented = ArrayPool<T>.Shared.Rent(fresh == Fresh.None ? 0 : length);
            Span<T> zeros = rented.AsSpan(0, fresh == Fresh.None ? 0 : length);
            zeros.Clear();
            int next = 0;
            foreach (long row in index.Elements<long>())
            {
                bool isNext = row == next;
                next += isNext ? 1 : 0;
                Span<T> sums = to.Slice((int)row * length, length);
                Add<T, L>(from[..length], fresh == Fresh.All || (fresh == Fresh.Next && isNext) ? zeros : sums, sums);
                from = from[length..];
            }

            ArrayPool<T>.Shared.Return(rented);
        }
    }
}
