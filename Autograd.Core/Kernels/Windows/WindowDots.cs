using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// The products of rows with rows, A · Bᵀ, where A has few rows: a lane of partial sums for each pair of rows, so that no lane is idle.
/// </summary>
internal static unsafe class WindowDots<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    private const int Columns = 4, Rows = 5;

    /// <summary>
    /// Adds the products of whole lanes to the sums, or sets them: for each row of B and each of A a lane.
    /// </summary>
    [MethodImpl(Lanes.Hot)]
    public static void Add(MatrixView<T> a, nint rowsA, MatrixView<T> b, nint rowsB, nint depth, T* sums, bool isFirst)
    {
        nint row = rowsA * L.Count;
        for (nint j = 0; j < rowsB; j += Rows)
        {
            nint rows = nint.Min(Rows, rowsB - j), last = rows - 1;
            T* b0 = b.First + (j * b.Row), b1 = b0 + (nint.Min(1, last) * b.Row), b2 = b0 + (nint.Min(2, last) * b.Row);
            T* b3 = b0 + (nint.Min(3, last) * b.Row), b4 = b0 + (last * b.Row);
            for (nint i = 0; i < rowsA; i += Columns)
            {
                nint columns = nint.Min(Columns, rowsA - i), end = columns - 1;
                T* first = a.First + (i * a.Row), second = first + (nint.Min(1, end) * a.Row);
                T* third = first + (nint.Min(2, end) * a.Row), fourth = first + (end * a.Row);
                L r00 = default, r10 = default, r20 = default, r30 = default;
                L r01 = default, r11 = default, r21 = default, r31 = default;
                L r02 = default, r12 = default, r22 = default, r32 = default;
                L r03 = default, r13 = default, r23 = default, r33 = default;
                L r04 = default, r14 = default, r24 = default, r34 = default;
                for (nint p = 0; p < depth; p += L.Count)
                {
                    L a0 = L.Load(ref *first, (nuint)p), a1 = L.Load(ref *second, (nuint)p);
                    L a2 = L.Load(ref *third, (nuint)p), a3 = L.Load(ref *fourth, (nuint)p), x;
                    x = L.Load(ref *b0, (nuint)p);
                    r00 = L.MultiplyAdd(a0, x, r00);
                    r10 = L.MultiplyAdd(a1, x, r10);
                    r20 = L.MultiplyAdd(a2, x, r20);
                    r30 = L.MultiplyAdd(a3, x, r30);
                    x = L.Load(ref *b1, (nuint)p);
                    r01 = L.MultiplyAdd(a0, x, r01);
                    r11 = L.MultiplyAdd(a1, x, r11);
                    r21 = L.MultiplyAdd(a2, x, r21);
                    r31 = L.MultiplyAdd(a3, x, r31);
                    x = L.Load(ref *b2, (nuint)p);
                    r02 = L.MultiplyAdd(a0, x, r02);
                    r12 = L.MultiplyAdd(a1, x, r12);
                    r22 = L.MultiplyAdd(a2, x, r22);
                    r32 = L.MultiplyAdd(a3, x, r32);
                    x = L.Load(ref *b3, (nuint)p);
                    r03 = L.MultiplyAdd(a0, x, r03);
                    r13 = L.MultiplyAdd(a1, x, r13);
                    r23 = L.MultiplyAdd(a2, x, r23);
                    r33 = L.MultiplyAdd(a3, x, r33);
                    x = L.Load(ref *b4, (nuint)p);
                    r04 = L.MultiplyAdd(a0, x, r04);
                    r14 = L.MultiplyAdd(a1, x, r14);
                    r24 = L.MultiplyAdd(a2, x, r24);
                    r34 = L.MultiplyAdd(a3, x, r34);
                }

                T* to = sums + (j * row) + (i * L.Count);
                Store(r00, r10, r20, r30, to + (0 * row), 0 < rows ? columns : 0, isFirst);
                Store(r01, r11, r21, r31, to + (1 * row), 1 < rows ? columns : 0, isFirst);
                Store(r02, r12, r22, r32, to + (2 * row), 2 < rows ? columns : 0, isFirst);
                Store(r03, r13, r23, r33, to + (3 * row), 3 < rows ? columns : 0, isFirst);
                Store(r04, r14, r24, r34, to + (4 * row), 4 < rows ? columns : 0, isFirst);
            }
        }
    }

    /// <summary>The numbers of each lane, added up.</summary>
    public static void Fold(T* sums, nint count, T* to)
    {
        for (nint i = 0; i < count; i++)
        {
            to[i] = L.Sum(L.Load(ref *sums, (nuint)(i * L.Count)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(L a, L b, L c, L d, T* to, nint count, bool isFirst)
    {
        if (count > 0)
        {
            Store(a, to, isFirst);
        }

        if (count > 1)
        {
            Store(b, to + L.Count, isFirst);
        }

        if (count > 2)
        {
            Store(c, to + (2 * L.Count), isFirst);
        }

        if (count > 3)
        {
            Store(d, to + (3 * L.Count), isFirst);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(L sum, T* to, bool isFirst) => L.Store(isFirst ? sum : sum + L.Load(ref *to, 0), ref *to, 0);
}
