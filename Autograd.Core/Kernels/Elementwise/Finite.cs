using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Zero times a number is zero only where that is finite.</summary>
internal static unsafe class Finite
{
    /// <summary>Whether no number is infinite or NaN.</summary>
    [MethodImpl(Lanes.Hot)]
    public static bool All<T, L>(T* x, nuint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        nuint width = (nuint)L.Count, rest = count % width, whole = count - rest, i = 0;
        L a = 0, b = 0, c = 0, d = 0;
        for (; i + (4 * width) <= whole; i += 4 * width)
        {
            a += 0 * L.Load(ref *x, i);
            b += 0 * L.Load(ref *x, i + width);
            c += 0 * L.Load(ref *x, i + (2 * width));
            d += 0 * L.Load(ref *x, i + (3 * width));
        }

        for (; i < whole; i += width)
        {
            a += 0 * L.Load(ref *x, i);
        }

        if (rest > 0)
        {
            b += 0 * Tail.LoadInline<T, L>(ref *x, whole, rest);
        }

        return L.Sum(a + b + (c + d)) == T.Zero;
    }
}
