using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Distributed;

/// <summary>Sums of two blocks, the lower rank's first: the bits of a NaN are those of the first.</summary>
internal static class OrderedSum
{
    /// <summary>Adds two blocks; the sum may take the place of either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<T>(ReadOnlySpan<T> lower, ReadOnlySpan<T> upper, Span<T> sum) where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<Vector<T>> x = MemoryMarshal.Cast<T, Vector<T>>(lower), y = MemoryMarshal.Cast<T, Vector<T>>(upper);
        Span<Vector<T>> z = MemoryMarshal.Cast<T, Vector<T>>(sum);
        for (int i = 0; i < z.Length; i++)
        {
            z[i] = x[i] + y[i];
        }

        for (int i = z.Length * Vector<T>.Count; i < sum.Length; i++)
        {
            sum[i] = lower[i] + upper[i];
        }
    }
}
