using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Where along an axis the largest or smallest element is: the first of those that tie, and a NaN before all.</summary>
internal static class ExtremeIndex
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(in ArrayView x, int axis, bool smallest, in ArrayView result)
    {
        var kernel = new Kernel(x, axis, smallest, result);
        Lanes.Run(in kernel, x.DType);
    }

    private readonly struct Kernel(ArrayView x, int axis, bool smallest, ArrayView result) : IFloatKernel
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            ExtremeIndex.Run<T>(x, axis, smallest, result.Elements<long>());
    }

    private static void Run<T>(in ArrayView x, int axis, bool smallest, Span<long> results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = x.Elements<T>();
        int length = x.Shape[axis], inner = x.Shape.CountOf((axis + 1)..);
        for (int i = 0; i < results.Length; i++)
        {
            (int outer, int column) = Math.DivRem(i, inner);
            ReadOnlySpan<T> elements = xs.Slice(outer * length * inner, length * inner)[column..];
            results[i] = smallest ? Smallest(elements, inner) : Largest(elements, inner);
        }
    }

    // A comparison that is not true is how a NaN shows.
    private static int Largest<T>(ReadOnlySpan<T> elements, int stride) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T best = elements[0];
        int at = 0;
        for (int i = stride; i < elements.Length && !T.IsNaN(best); i += stride)
        {
            if (!(elements[i] <= best))
            {
                best = elements[i];
                at = i;
            }
        }

        return at / stride;
    }

    private static int Smallest<T>(ReadOnlySpan<T> elements, int stride) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T best = elements[0];
        int at = 0;
        for (int i = stride; i < elements.Length && !T.IsNaN(best); i += stride)
        {
            if (!(elements[i] >= best))
            {
                best = elements[i];
                at = i;
            }
        }

        return at / stride;
    }
}
