using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Autograd.Core;

/// <summary>Where something is in an image, and the number of the row of another matrix that goes with it.</summary>
internal struct IndirectPlace
{
    public nint Offset, Row;
}

/// <summary>
/// A product whose left factor is nowhere as a matrix: its element for a row and a step is what an image holds where the offsets of both,
/// added, say (Dukhan, The Indirect Convolution Algorithm, 2019).
/// </summary>
internal unsafe struct IndirectTile<T> where T : unmanaged
{
    public T* Image;

    /// <summary>The rows of the left factor; each says which row of C its sums go to.</summary>
    public IndirectPlace* Rows;

    /// <summary>The steps along the sums; each says which row of B it is multiplied by.</summary>
    public IndirectPlace* Steps;

    public nint RowCount, StepCount;

    /// <summary>A strip of the right factor, its rows side by side.</summary>
    public T* B;

    /// <summary>Where the sums go, in rows so far apart, up to a whole strip.</summary>
    public T* C;

    public nint Apart;

    /// <summary>What the sums start from, in rows so far apart, or nothing: the same numbers for all rows, or what C holds.</summary>
    public T* Start;

    public nint StartApart;
}

/// <summary>The innermost loops of the indirect product, for a strip of one lane or two.</summary>
internal static unsafe class IndirectTile<T, L, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
    where S : struct, IStrip
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>How far the rows of a strip are apart, narrow ones too.</summary>
    public static nint Width
    {
        [MethodImpl(Inline)]
        get => 2 * L.Count;
    }

    // Twelve rows of two lanes, with the strip of B and a number, take 27 registers; six take 15.
    private static bool IsTwelve
    {
        [MethodImpl(Inline)]
        get => Vector512.IsHardwareAccelerated || AdvSimd.Arm64.IsSupported;
    }

    public static void Run(in IndirectTile<T> tile)
    {
        nint row = 0, group = IsTwelve ? 12 : 6;
        for (; tile.RowCount - row >= group; row += group)
        {
            Many(in tile, row);
        }

        for (; row < tile.RowCount; row += 4)
        {
            Four(in tile, row);
        }
    }

    [MethodImpl(Lanes.Hot)]
    private static void Many(in IndirectTile<T> tile, nint row)
    {
        IndirectPlace* rows = tile.Rows + row;
        T* image = tile.Image, strip = tile.B;
        T* a0 = image + rows[0].Offset, a1 = image + rows[1].Offset, a2 = image + rows[2].Offset, a3 = image + rows[3].Offset;
        T* a4 = image + rows[4].Offset, a5 = image + rows[5].Offset, a6 = a5, a7 = a5, a8 = a5, a9 = a5, a10 = a5, a11 = a5;
        if (IsTwelve)
        {
            a6 = image + rows[6].Offset;
            a7 = image + rows[7].Offset;
            a8 = image + rows[8].Offset;
            a9 = image + rows[9].Offset;
            a10 = image + rows[10].Offset;
            a11 = image + rows[11].Offset;
        }

        L r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        L r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        L s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        L s6 = default, s7 = default, s8 = default, s9 = default, s10 = default, s11 = default;
        IndirectPlace* end = tile.Steps + tile.StepCount;
        for (IndirectPlace* step = tile.Steps; step < end; step++)
        {
            nint at = step->Offset;
            T* b = strip + (step->Row * Width);
            L low = L.Load(ref *b, 0), high = High(b);
            Add(ref r0, ref s0, a0[at], low, high);
            Add(ref r1, ref s1, a1[at], low, high);
            Add(ref r2, ref s2, a2[at], low, high);
            Add(ref r3, ref s3, a3[at], low, high);
            Add(ref r4, ref s4, a4[at], low, high);
            Add(ref r5, ref s5, a5[at], low, high);
            if (IsTwelve)
            {
                Add(ref r6, ref s6, a6[at], low, high);
                Add(ref r7, ref s7, a7[at], low, high);
                Add(ref r8, ref s8, a8[at], low, high);
                Add(ref r9, ref s9, a9[at], low, high);
                Add(ref r10, ref s10, a10[at], low, high);
                Add(ref r11, ref s11, a11[at], low, high);
            }
        }

        Store(in tile, rows[0].Row, r0, s0);
        Store(in tile, rows[1].Row, r1, s1);
        Store(in tile, rows[2].Row, r2, s2);
        Store(in tile, rows[3].Row, r3, s3);
        Store(in tile, rows[4].Row, r4, s4);
        Store(in tile, rows[5].Row, r5, s5);
        if (IsTwelve)
        {
            Store(in tile, rows[6].Row, r6, s6);
            Store(in tile, rows[7].Row, r7, s7);
            Store(in tile, rows[8].Row, r8, s8);
            Store(in tile, rows[9].Row, r9, s9);
            Store(in tile, rows[10].Row, r10, s10);
            Store(in tile, rows[11].Row, r11, s11);
        }
    }

    // One to four rows; those that are not there coincide with the last.
    [MethodImpl(Lanes.Hot)]
    private static void Four(in IndirectTile<T> tile, nint row)
    {
        nint last = nint.Min(3, tile.RowCount - row - 1);
        IndirectPlace* rows = tile.Rows + row, end = tile.Steps + tile.StepCount;
        T* image = tile.Image, strip = tile.B, a0 = image + rows[0].Offset, a1 = image + rows[nint.Min(last, 1)].Offset;
        T* a2 = image + rows[nint.Min(last, 2)].Offset, a3 = image + rows[last].Offset;
        L r0 = default, r1 = default, r2 = default, r3 = default, s0 = default, s1 = default, s2 = default, s3 = default;
        for (IndirectPlace* step = tile.Steps; step < end; step++)
        {
            nint at = step->Offset;
            T* b = strip + (step->Row * Width);
            L low = L.Load(ref *b, 0), high = High(b);
            Add(ref r0, ref s0, a0[at], low, high);
            Add(ref r1, ref s1, a1[at], low, high);
            Add(ref r2, ref s2, a2[at], low, high);
            Add(ref r3, ref s3, a3[at], low, high);
        }

        Store(in tile, rows[0].Row, r0, s0);
        if (last >= 1)
        {
            Store(in tile, rows[1].Row, r1, s1);
        }

        if (last >= 2)
        {
            Store(in tile, rows[2].Row, r2, s2);
        }

        if (last >= 3)
        {
            Store(in tile, rows[3].Row, r3, s3);
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

    [MethodImpl(Inline)]
    private static void Store(in IndirectTile<T> tile, nint row, L low, L high)
    {
        T* to = tile.C + (row * tile.Apart);
        if (tile.Start is not null)
        {
            T* start = tile.Start + (row * tile.StartApart);
            low += L.Load(ref *start, 0);
            if (S.IsWide)
            {
                high += L.Load(ref *start, (nuint)L.Count);
            }
        }

        L.Store(low, ref *to, 0);
        if (S.IsWide)
        {
            L.Store(high, ref *to, (nuint)L.Count);
        }
    }
}
