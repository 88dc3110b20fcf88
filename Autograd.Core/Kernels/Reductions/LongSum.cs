using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// How sums of any length keep their digits: a few terms are added in the precision of the tensor, and such parts go to a total that loses
/// nothing. Along rows, where it is one number, that is a double; down columns, where it is a lane, it carries the error of its roundings.
/// </summary>
internal static class LongSum
{
    /// <summary>
    /// How many terms are added to one number before it goes to the total. That many equal ones are wrong by at most 0.375 · 32 half ulps,
    /// which is 7e-7 of their sum in single precision.
    /// </summary>
    public const int Terms = 32;

    /// <summary>
    /// The sum, rounded, of a total, the error of the last sum and a part; the error is then what it is short of (Kahan, 1965, with Knuth's
    /// exact error). Where the sum is not finite it has none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Add<T, L>(L total, L part, ref L error)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        part += error;
        L sum = total + part, added = sum - total;
        error = L.IfZero(sum - sum, (total - (sum - added)) + (part - added), 0);
        return sum;
    }

    /// <summary>Adds parts to totals, element by element, and to the errors what that lost.</summary>
    [MethodImpl(Lanes.Hot)]
    public static void Add<T, L>(Span<T> totals, ReadOnlySpan<T> parts, Span<T> errors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        ref T total = ref MemoryMarshal.GetReference(totals), error = ref MemoryMarshal.GetReference(errors[..totals.Length]);
        ref readonly T part = ref MemoryMarshal.GetReference(parts[..totals.Length]);
        nuint n = (nuint)totals.Length, width = (nuint)L.Count, i = 0;
        for (; i + width <= n; i += width)
        {
            L lost = L.Load(ref error, i);
            L.Store(Add<T, L>(L.Load(ref total, i), L.Load(in part, i), ref lost), ref total, i);
            L.Store(lost, ref error, i);
        }

        for (; i < n; i++)
        {
            Scalar<T> lost = new(Unsafe.Add(ref error, i));
            Unsafe.Add(ref total, i) = Add<T, Scalar<T>>(new(Unsafe.Add(ref total, i)), new(parts[(int)i]), ref lost).Value;
            Unsafe.Add(ref error, i) = lost.Value;
        }
    }
}
