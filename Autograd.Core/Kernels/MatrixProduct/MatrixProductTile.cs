using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Autograd.Core;

/// <summary>Rows of A times a strip of B over a stretch of k. B and C are row by row, A in either order.</summary>
internal unsafe struct MatrixProductTile<T> where T : unmanaged
{
    public MatrixView<T> A;
    public MatrixView<T> B;
    public MatrixView<T> C;

    /// <summary>
    /// What is added to the sums of products: a bias, whose rows are no distance apart, or what C holds of earlier stretches, or nothing.
    /// </summary>
    public MatrixView<T> Start;

    /// <summary>How many columns of C there are. Of B whole lanes are loaded: what is in their other columns does not matter.</summary>
    public nint Columns;

    public nint Rows, Depth;

    /// <summary>Whether the sums are added to what C holds.</summary>
    public readonly bool Adds => Start.Row != 0;
}

/// <summary>Where the next row of sums goes, and what is added to it.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal unsafe struct MatrixProductRow<T>(in MatrixProductTile<T> tile, nint row) where T : unmanaged
{
    public T* To = tile.C.First + (row * tile.C.Row);

    /// <summary>What is added, or nothing.</summary>
    public T* Start = tile.Start.First + (row * tile.Start.Row);

    public readonly nint Columns = tile.Columns;

    private readonly nint _step = tile.C.Row, _startStep = tile.Start.Row;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
        To += _step;
        Start += _startStep;
    }
}

/// <summary>
/// The innermost loops: up to twelve rows of a strip of C stay in registers while k advances. Each element is one chain of fused
/// multiply-adds from zero in the order of k, whichever loop it is in.
/// </summary>
internal static unsafe partial class MatrixProductTile<T, L, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
    where S : struct, IStrip
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static nint Width
    {
        [MethodImpl(Inline)]
        get => S.IsWide ? 2 * L.Count : L.Count;
    }

    /// <summary>
    /// How many rows stay in registers: of two lanes, with the strip of B and a number of A, twelve take 27 registers, six take 15; of one
    /// lane, sixteen take 18.
    /// </summary>
    public static nint Group
    {
        [MethodImpl(Inline)]
        get => !(Vector512.IsHardwareAccelerated || AdvSimd.Arm64.IsSupported) ? 6 : S.IsWide ? 12 : 16;
    }

    public static void Run(in MatrixProductTile<T> tile)
    {
        T* a = tile.A.First;
        nint row = 0, group = Group * tile.A.Row;
        for (nint left = tile.Rows; left >= Group && !(Group == 6 && left is 7 or 8); left -= Group, row += Group, a += group)
        {
            if (Group == 16)
            {
                Sixteen(in tile, a, row);
            }
            else if (Group == 12)
            {
                Twelve(in tile, a, row);
            }
            else
            {
                Six(in tile, a, row);
            }
        }

        for (nint left = tile.Rows - row; left > 0; left = tile.Rows - row)
        {
            if (Group == 16 && left > 6 && tile.Rows >= Group && !tile.Adds)
            {
                // One lane of each row keeps the machine busy only with many rows: some are computed twice, with the same result.
                row = tile.Rows - Group;
                Sixteen(in tile, tile.A.First + (row * tile.A.Row), row);
                return;
            }

            // Four and four rows are faster than six and two; so the loop above may leave eight.
            if (left is 5 or 6 or > 8)
            {
                Six(in tile, a, row);
                row += 6;
                a += 6 * tile.A.Row;
            }
            else
            {
                Four(in tile, a, row);
                row += 4;
                a += 4 * tile.A.Row;
            }
        }
    }

    [MethodImpl(Lanes.Hot)]
    private static void Twelve(in MatrixProductTile<T> tile, T* a, nint row)
    {
        nint second = tile.A.Row, third = 2 * second, fourth = 3 * second, step = tile.A.Column, stepB = tile.B.Row;
        T* a4 = a + (4 * second), a8 = a4 + (4 * second), b = tile.B.First;
        L r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        L r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        L s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        L s6 = default, s7 = default, s8 = default, s9 = default, s10 = default, s11 = default;
        Prefetch(in tile, row);
        for (nint left = tile.Depth; left != 0; left--)
        {
            L low = L.Load(ref *b, 0), high = High(b);
            Add(ref r0, ref s0, a[0], low, high);
            Add(ref r1, ref s1, a[second], low, high);
            Add(ref r2, ref s2, a[third], low, high);
            Add(ref r3, ref s3, a[fourth], low, high);
            Add(ref r4, ref s4, a4[0], low, high);
            Add(ref r5, ref s5, a4[second], low, high);
            Add(ref r6, ref s6, a4[third], low, high);
            Add(ref r7, ref s7, a4[fourth], low, high);
            Add(ref r8, ref s8, a8[0], low, high);
            Add(ref r9, ref s9, a8[second], low, high);
            Add(ref r10, ref s10, a8[third], low, high);
            Add(ref r11, ref s11, a8[fourth], low, high);
            a += step;
            a4 += step;
            a8 += step;
            b += stepB;
        }

        L mask = Mask(in tile);
        var rows = new MatrixProductRow<T>(in tile, row);
        Store(ref rows, r0, s0, mask);
        Store(ref rows, r1, s1, mask);
        Store(ref rows, r2, s2, mask);
        Store(ref rows, r3, s3, mask);
        Store(ref rows, r4, s4, mask);
        Store(ref rows, r5, s5, mask);
        Store(ref rows, r6, s6, mask);
        Store(ref rows, r7, s7, mask);
        Store(ref rows, r8, s8, mask);
        Store(ref rows, r9, s9, mask);
        Store(ref rows, r10, s10, mask);
        Store(ref rows, r11, s11, mask);
    }

    // One to four rows.
    [MethodImpl(Lanes.Hot)]
    private static void Four(in MatrixProductTile<T> tile, T* a, nint row)
    {
        nint last = nint.Min(3, tile.Rows - row - 1), step = tile.A.Column, stepB = tile.B.Row;
        nint second = nint.Min(last, 1) * tile.A.Row, third = nint.Min(last, 2) * tile.A.Row, fourth = last * tile.A.Row;
        T* b = tile.B.First;
        L r0 = default, r1 = default, r2 = default, r3 = default;
        L s0 = default, s1 = default, s2 = default, s3 = default;
        for (nint left = tile.Depth; left != 0; left--)
        {
            L low = L.Load(ref *b, 0), high = High(b);
            Add(ref r0, ref s0, a[0], low, high);
            Add(ref r1, ref s1, a[second], low, high);
            Add(ref r2, ref s2, a[third], low, high);
            Add(ref r3, ref s3, a[fourth], low, high);
            a += step;
            b += stepB;
        }

        L mask = Mask(in tile);
        var rows = new MatrixProductRow<T>(in tile, row);
        Store(ref rows, r0, s0, mask);
        if (last >= 1)
        {
            Store(ref rows, r1, s1, mask);
        }

        if (last >= 2)
        {
            Store(ref rows, r2, s2, mask);
        }

        if (last >= 3)
        {
            Store(ref rows, r3, s3, mask);
        }
    }

    // By the time the sums are made, what C holds has come from far away.
    [MethodImpl(Inline)]
    private static void Prefetch(in MatrixProductTile<T> tile, nint row)
    {
        if (Sse.IsSupported && tile.Adds)
        {
            T* start = tile.Start.First + (row * tile.Start.Row);
            for (nint i = 0; i < Group; i++, start += tile.Start.Row)
            {
                Sse.Prefetch0(start);
                Sse.Prefetch0(start + L.Count);
            }
        }
    }

    [MethodImpl(Inline)]
    private static L High(T* b) => S.IsWide ? L.Load(ref *b, (nuint)L.Count) : default;

    [MethodImpl(Inline)]
    private static void Add(ref L low, ref L high, T factor, L x, L y)
    {
        L splat = L.Splat(factor);
        low = L.MultiplyAdd(splat, x, low);
        if (S.IsWide)
        {
            high = L.MultiplyAdd(splat, y, high);
        }
    }

    // All bits set in the columns that the last lane has, where it is not full.
    [MethodImpl(Inline)]
    private static L Mask(in MatrixProductTile<T> tile) =>
        S.IsFull ? default : MatrixEdge<T, L>.Mask(S.IsWide ? tile.Columns - L.Count : tile.Columns);

    [MethodImpl(Inline)]
    private static void Store(ref MatrixProductRow<T> row, L low, L high, L mask)
    {
        if (row.Start is not null)
        {
            low += L.Load(ref *row.Start, 0);
            if (S.IsWide)
            {
                high += L.Load(ref *row.Start, (nuint)L.Count);
            }
        }

        if (S.IsWide)
        {
            L.Store(low, ref *row.To, 0);
        }

        L last = S.IsWide ? high : low;
        nint offset = S.IsWide ? L.Count : 0;
        if (S.IsFull)
        {
            L.Store(last, ref *row.To, (nuint)offset);
        }
        else
        {
            MatrixEdge<T, L>.Store(last, row.To + offset, mask, row.Columns - offset);
        }

        row.Next();
    }
}
