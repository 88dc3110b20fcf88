using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static unsafe partial class MatrixProductTile<T, L, S>
{
    // For strips of one lane. Each row takes a load, and B one more for all of them: the more rows, the better.
    [MethodImpl(Lanes.Hot)]
    private static void Sixteen(in MatrixProductTile<T> tile, T* a, nint row)
    {
        nint second = tile.A.Row, third = 2 * second, fourth = 3 * second, step = tile.A.Column, stepB = tile.B.Row;
        T* a4 = a + (4 * second), a8 = a4 + (4 * second), a12 = a8 + (4 * second), b = tile.B.First;
        L r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        L r8 = default, r9 = default, r10 = default, r11 = default, r12 = default, r13 = default, r14 = default, r15 = default;
        for (nint left = tile.Depth; left != 0; left--)
        {
            L lane = L.Load(ref *b, 0);
            r0 = L.MultiplyAdd(L.Splat(a[0]), lane, r0);
            r1 = L.MultiplyAdd(L.Splat(a[second]), lane, r1);
            r2 = L.MultiplyAdd(L.Splat(a[third]), lane, r2);
            r3 = L.MultiplyAdd(L.Splat(a[fourth]), lane, r3);
            r4 = L.MultiplyAdd(L.Splat(a4[0]), lane, r4);
            r5 = L.MultiplyAdd(L.Splat(a4[second]), lane, r5);
            r6 = L.MultiplyAdd(L.Splat(a4[third]), lane, r6);
            r7 = L.MultiplyAdd(L.Splat(a4[fourth]), lane, r7);
            r8 = L.MultiplyAdd(L.Splat(a8[0]), lane, r8);
            r9 = L.MultiplyAdd(L.Splat(a8[second]), lane, r9);
            r10 = L.MultiplyAdd(L.Splat(a8[third]), lane, r10);
            r11 = L.MultiplyAdd(L.Splat(a8[fourth]), lane, r11);
            r12 = L.MultiplyAdd(L.Splat(a12[0]), lane, r12);
            r13 = L.MultiplyAdd(L.Splat(a12[second]), lane, r13);
            r14 = L.MultiplyAdd(L.Splat(a12[third]), lane, r14);
            r15 = L.MultiplyAdd(L.Splat(a12[fourth]), lane, r15);
            a += step;
            a4 += step;
            a8 += step;
            a12 += step;
            b += stepB;
        }

        L mask = Mask(in tile);
        var rows = new MatrixProductRow<T>(in tile, row);
        L none = default;
        Store(ref rows, r0, none, mask);
        Store(ref rows, r1, none, mask);
        Store(ref rows, r2, none, mask);
        Store(ref rows, r3, none, mask);
        Store(ref rows, r4, none, mask);
        Store(ref rows, r5, none, mask);
        Store(ref rows, r6, none, mask);
        Store(ref rows, r7, none, mask);
        Store(ref rows, r8, none, mask);
        Store(ref rows, r9, none, mask);
        Store(ref rows, r10, none, mask);
        Store(ref rows, r11, none, mask);
        Store(ref rows, r12, none, mask);
        Store(ref rows, r13, none, mask);
        Store(ref rows, r14, none, mask);
        Store(ref rows, r15, none, mask);
    }
}
