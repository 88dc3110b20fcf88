using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Autograd.Core;

/// <summary>Some rows of A times a strip of B over a stretch of k, which may be in any order in A and is row by row in B and C.</summary>
internal ref struct MatrixProductTile<T> where T : unmanaged
{
    public MatrixView<T> A;
    public MatrixView<T> B;
    public MatrixView<T> C;

    /// <summary>What is added to the sums of products: a bias, whose rows are no distance apart, or what C holds of earlier stretches, or nothing.</summary>
    public MatrixView<T> Start;

    public nuint Rows, Depth;
}

/// <summary>
/// The innermost loops: up to twelve rows of a strip of C stay in registers while k advances. Each element is one chain of fused
/// multiply-adds from zero in the order of k, whichever loop it is in.
/// </summary>
internal static class MatrixProductTile<T, L, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
    where S : struct, IStrip<S, T, L>
{
    // Full speed from the first call on: the first steps of a training would otherwise take many times as long as the others.
    private const MethodImplOptions Hot = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    // Twelve rows of two lanes, the strip of B and a number of A take 27 registers, four rows 11. Six rows would take 15, but the compiler
    // spills some of them and is slower than with four.
    private static bool HasManyRegisters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated || AdvSimd.Arm64.IsSupported;
    }

    public static void Run(in MatrixProductTile<T> tile)
    {
        for (nuint row = 0; row < tile.Rows;)
        {
            nuint left = tile.Rows - row;
            if (!HasManyRegisters || left <= 4)
            {
                Four(in tile, row);
                row += 4;
            }
            else if (left < 12 || left is > 12 and <= 16)
            {
                // Eight and eight rows are faster than twelve and four.
                Eight(in tile, row);
                row += 8;
            }
            else
            {
                Twelve(in tile, row);
                row += 12;
            }
        }
    }

    [MethodImpl(Hot)]
    private static void Twelve(in MatrixProductTile<T> tile, nuint row)
    {
        nuint second = tile.A.Row, third = 2 * second, fourth = 3 * second, stepA = tile.A.Column, stepB = tile.B.Row;
        ref T a = ref tile.A.From(row, 0).First;
        ref T a4 = ref Unsafe.Add(ref a, 4 * tile.A.Row);
        ref T a8 = ref Unsafe.Add(ref a4, 4 * tile.A.Row);
        ref T b = ref tile.B.First;
        FourRows<T, L, S> x = default, y = default, z = default;
        for (nuint left = tile.Depth; ;)
        {
            S strip = S.Load(ref b, 0);
            x.AddProduct(ref a, second, third, fourth, strip);
            y.AddProduct(ref a4, second, third, fourth, strip);
            z.AddProduct(ref a8, second, third, fourth, strip);
            if (--left == 0)
            {
                break;
            }

            a = ref Unsafe.Add(ref a, stepA);
            a4 = ref Unsafe.Add(ref a4, stepA);
            a8 = ref Unsafe.Add(ref a8, stepA);
            b = ref Unsafe.Add(ref b, stepB);
        }

        x.Finish(in tile, row, 3);
        y.Finish(in tile, row + 4, 3);
        z.Finish(in tile, row + 8, 3);
    }

    [MethodImpl(Hot)]
    private static void Eight(in MatrixProductTile<T> tile, nuint row)
    {
        nuint last = nuint.Min(3, tile.Rows - row - 5), rowA = tile.A.Row, stepA = tile.A.Column, stepB = tile.B.Row;
        nuint second = rowA, third = 2 * rowA, fourth = 3 * rowA;
        nuint second4 = nuint.Min(last, 1) * rowA, third4 = nuint.Min(last, 2) * rowA, fourth4 = last * rowA;
        ref T a = ref tile.A.From(row, 0).First;
        ref T a4 = ref Unsafe.Add(ref a, 4 * rowA);
        ref T b = ref tile.B.First;
        FourRows<T, L, S> x = default, y = default;
        for (nuint left = tile.Depth; ;)
        {
            S strip = S.Load(ref b, 0);
            x.AddProduct(ref a, second, third, fourth, strip);
            y.AddProduct(ref a4, second4, third4, fourth4, strip);
            if (--left == 0)
            {
                break;
            }

            a = ref Unsafe.Add(ref a, stepA);
            a4 = ref Unsafe.Add(ref a4, stepA);
            b = ref Unsafe.Add(ref b, stepB);
        }

        x.Finish(in tile, row, 3);
        y.Finish(in tile, row + 4, last);
    }

    [MethodImpl(Hot)]
    private static void Four(in MatrixProductTile<T> tile, nuint row)
    {
        nuint last = nuint.Min(3, tile.Rows - row - 1), rowA = tile.A.Row, stepA = tile.A.Column, stepB = tile.B.Row;
        nuint second = nuint.Min(last, 1) * rowA, third = nuint.Min(last, 2) * rowA, fourth = last * rowA;
        ref T a = ref tile.A.From(row, 0).First;
        ref T b = ref tile.B.First;
        FourRows<T, L, S> x = default;
        for (nuint left = tile.Depth; ;)
        {
            x.AddProduct(ref a, second, third, fourth, S.Load(ref b, 0));
            if (--left == 0)
            {
                break;
            }

            a = ref Unsafe.Add(ref a, stepA);
            b = ref Unsafe.Add(ref b, stepB);
        }

        x.Finish(in tile, row, last);
    }
}

/// <summary>
/// Four rows of a strip, in registers. Where fewer are left, those behind the last coincide with it: to compute a row twice costs no
/// more than to jump over it.
/// </summary>
internal struct FourRows<T, L, S>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
    where S : struct, IStrip<S, T, L>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private S _first, _second, _third, _fourth;

    [MethodImpl(Inline)]
    public void AddProduct(ref T a, nuint second, nuint third, nuint fourth, S strip)
    {
        _first.AddProduct(L.Splat(a), strip);
        _second.AddProduct(L.Splat(Unsafe.Add(ref a, second)), strip);
        _third.AddProduct(L.Splat(Unsafe.Add(ref a, third)), strip);
        _fourth.AddProduct(L.Splat(Unsafe.Add(ref a, fourth)), strip);
    }

    /// <summary>Adds what stands at the start and stores; all rows are loaded before any is stored, for those that coincide.</summary>
    [MethodImpl(Inline)]
    public void Finish(in MatrixProductTile<T> tile, nuint row, nuint last)
    {
        nuint second = nuint.Min(last, 1), third = nuint.Min(last, 2);
        if (!tile.Start.IsNull)
        {
            nuint distance = tile.Start.Row;
            ref T start = ref tile.Start.From(row, 0).First;
            _first += S.Load(ref start, 0);
            _second += S.Load(ref start, second * distance);
            _third += S.Load(ref start, third * distance);
            _fourth += S.Load(ref start, last * distance);
        }

        nuint rowC = tile.C.Row;
        ref T c = ref tile.C.From(row, 0).First;
        S.Store(_first, ref c, 0);
        S.Store(_second, ref c, second * rowC);
        S.Store(_third, ref c, third * rowC);
        S.Store(_fourth, ref c, last * rowC);
    }
}
