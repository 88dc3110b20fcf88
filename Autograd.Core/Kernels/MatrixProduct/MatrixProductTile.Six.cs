using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static unsafe partial class MatrixProductTile<T, L, S>
{
    // Five or six rows. One that is not there coincides with the last: to compute it twice costs no more than to jump over it. Two k to a
    // round of the loop: the JIT gives a sum another register when it adds to it, and with one k moves half of them back in each.
    [MethodImpl(Lanes.Hot)]
    private static void Six(in MatrixProductTile<T> tile, T* a, nint row)
    {
        nint last = nint.Min(5, tile.Rows - row - 1), second = tile.A.Row, third = 2 * second, step = tile.A.Column, stepB = tile.B.Row;
        nint offset4 = (nint.Min(last, 4) - 3) * second, offset5 = (last - 3) * second;
        T* a3 = a + (3 * second), b = tile.B.First;
        L r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        L s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        nint left = tile.Depth;
        for (; left > 1; left -= 2)
        {
            AddSix(
                ref r0, ref s0, ref r1, ref s1, ref r2, ref s2, ref r3, ref s3, ref r4, ref s4, ref r5, ref s5,
                ref a, second, third, ref a3, offset4, offset5, step, ref b, stepB);
            AddSix(
                ref r0, ref s0, ref r1, ref s1, ref r2, ref s2, ref r3, ref s3, ref r4, ref s4, ref r5, ref s5,
                ref a, second, third, ref a3, offset4, offset5, step, ref b, stepB);
        }

        if (left != 0)
        {
            AddSix(
                ref r0, ref s0, ref r1, ref s1, ref r2, ref s2, ref r3, ref s3, ref r4, ref s4, ref r5, ref s5,
                ref a, second, third, ref a3, offset4, offset5, step, ref b, stepB);
        }

        L mask = Mask(in tile);
        var rows = new MatrixProductRow<T>(in tile, row);
        Store(ref rows, r0, s0, mask);
        Store(ref rows, r1, s1, mask);
        Store(ref rows, r2, s2, mask);
        Store(ref rows, r3, s3, mask);
        Store(ref rows, r4, s4, mask);
        if (last == 5)
        {
            Store(ref rows, r5, s5, mask);
        }
    }

    // One k.
    [MethodImpl(Inline)]
    private static void AddSix(
        ref L r0, ref L s0, ref L r1, ref L s1, ref L r2, ref L s2, ref L r3, ref L s3, ref L r4, ref L s4, ref L r5, ref L s5,
        ref T* a, nint second, nint third, ref T* a3, nint offset4, nint offset5, nint step, ref T* b, nint stepB)
    {
        L low = L.Load(ref *b, 0), high = High(b);
        Add(ref r0, ref s0, a[0], low, high);
        Add(ref r1, ref s1, a[second], low, high);
        Add(ref r2, ref s2, a[third], low, high);
        Add(ref r3, ref s3, a3[0], low, high);
        Add(ref r4, ref s4, a3[offset4], low, high);
        Add(ref r5, ref s5, a3[offset5], low, high);
        a += step;
        a3 += step;
        b += stepB;
    }
}
