using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// What norms are made of, of many elements and in double precision: the sum of squares, the sum of any powers, the largest magnitude. The
/// order of the additions depends on the number of elements and the width of the lanes alone.
/// </summary>
internal static class Norms
{
    /// <summary>The sum of the squares of so many elements, which may be more than the view has: those behind it in its pack.</summary>
    public static double SumOfSquares(in ArrayView x, int count) => Run(x, count, new Squares());

    /// <summary>The sum of (|x| · scale)ᵖ.</summary>
    public static double SumOfPowers(in ArrayView x, int count, double scale, double p) => Run(x, count, new Powers(scale, p));

    /// <summary>The largest |x|, and NaN where there is one.</summary>
    public static double Largest(in ArrayView x, int count) => Run(x, count, new Magnitudes());

    private static double Run<F>(in ArrayView x, int count, F terms) where F : struct, ITerms
    {
        double total = 0;
        var kernel = new Kernel<F>(x, count, terms, ref total);
        Lanes.Run(in kernel, x.DType);
        return total;
    }

    private interface ITerms
    {
        D Add<D>(D total, D x) where D : struct, ILane<D, double>, IReal<D>;

        D Combine<D>(D a, D b) where D : struct, ILane<D, double>, IReal<D>;

        double Fold<D>(D lane) where D : struct, ILane<D, double>, IReal<D>;
    }

    private readonly struct Squares : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public D Add<D>(D total, D x) where D : struct, ILane<D, double>, IReal<D> => D.MultiplyAdd(x, x, total);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public D Combine<D>(D a, D b) where D : struct, ILane<D, double>, IReal<D> => a + b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Fold<D>(D lane) where D : struct, ILane<D, double>, IReal<D> => D.Sum(lane);
    }

    private readonly struct Powers(double scale, double p) : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public D Add<D>(D total, D x) where D : struct, ILane<D, double>, IReal<D> => total + D.Pow(D.Abs(x) * scale, p);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public D Combine<D>(D a, D b) where D : struct, ILane<D, double>, IReal<D> => a + b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Fold<D>(D lane) where D : struct, ILane<D, double>, IReal<D> => D.Sum(lane);
    }

    private readonly struct Magnitudes : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public D Add<D>(D total, D x) where D : struct, ILane<D, double>, IReal<D> => D.Max(total, D.Abs(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public D Combine<D>(D a, D b) where D : struct, ILane<D, double>, IReal<D> => D.Max(a, b);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Fold<D>(D lane) where D : struct, ILane<D, double>, IReal<D> => D.Largest(lane);
    }

    private readonly ref struct Kernel<F>(ArrayView x, int count, F terms, ref double total) : IFloatKernel, IWideKernel
        where F : struct, ITerms
    {
        private readonly ref double _total = ref total;

        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> => WideLanes.Run<Kernel<F>, T, L>(in this);

        [MethodImpl(Lanes.Hot)]
        public void Run<T, L, D>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
            where D : struct, ILane<D, double>, IReal<D>
        {
            ref T first = ref MemoryMarshal.GetReference(x.Part<T>(0, count));
            nuint n = (nuint)count, width = (nuint)D.Count, i = 0;
            F f = terms;
            D a = 0, b = 0, c = 0, d = 0;
            for (; i + (4 * width) <= n; i += 4 * width)
            {
                a = f.Add(a, WideLanes.Load<T, D>(in first, i));
                b = f.Add(b, WideLanes.Load<T, D>(in first, i + width));
                c = f.Add(c, WideLanes.Load<T, D>(in first, i + (2 * width)));
                d = f.Add(d, WideLanes.Load<T, D>(in first, i + (3 * width)));
            }

            for (; i + width <= n; i += width)
            {
                a = f.Add(a, WideLanes.Load<T, D>(in first, i));
            }

            Scalar<double> sum = new(f.Fold(f.Combine(f.Combine(a, b), f.Combine(c, d))));
            for (; i < n; i++)
            {
                sum = f.Add(sum, new Scalar<double>(double.CreateTruncating(Unsafe.Add(ref first, i))));
            }

            _total = sum.Value;
        }
    }
}
