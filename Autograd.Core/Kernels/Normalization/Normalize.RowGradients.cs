using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static unsafe partial class Normalize
{
    /// <summary>How two numbers are multiplied, of which one is a gradient.</summary>
    private interface IProduct
    {
        static abstract R Of<R>(R slope, R gradient) where R : struct, IReal<R>;

        static abstract R Plus<R>(R slope, R gradient, R sum) where R : struct, IReal<R>;
    }

    private readonly struct Plain : IProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R slope, R gradient) where R : struct, IReal<R> => slope * gradient;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Plus<R>(R slope, R gradient, R sum) where R : struct, IReal<R> => R.FusedMultiplyAdd(slope, gradient, sum);
    }

    /// <summary>By the chain rule, in which what no result depends on counts for nothing.</summary>
    private readonly struct Chained : IProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Of<R>(R slope, R gradient) where R : struct, IReal<R> => R.Chain(slope, gradient);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Plus<R>(R slope, R gradient, R sum) where R : struct, IReal<R> => R.Chain(slope, gradient) + sum;
    }

    // The sums of weight · dy and of it times what x was standardized to, of stretches from one to another.
    [MethodImpl(Lanes.Hot)]
    private static void Sums<T, L, P>(in Stretches<T> of, int first, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IProduct
    {
        T* x = of.X + (first * of.Step), dy = of.Dy + (first * of.Step), weight = of.Weights;
        nuint n = (nuint)of.Length, width = (nuint)L.Count;
        for (int row = first; row < end; row++, x += of.Step, dy += of.Step)
        {
            L shift = L.Splat(of.Shifts[row]), rest = L.Splat(of.Rests[row]), scale = L.Splat(of.Scales[row]);
            double plain = 0, standardized = 0;
            nuint i = 0;
            while (i + width <= n)
            {
                L a = 0, b = 0, c = 0, d = 0;
                nuint stop = Math.Min(n, i + (2 * LongSum.Terms * width));
                for (; i + (2 * width) <= stop; i += 2 * width)
                {
                    L one = L.Load(ref *dy, i), two = L.Load(ref *dy, i + width);
                    one = weight is not null ? P.Of(L.Load(ref *weight, i), one) : one;
                    two = weight is not null ? P.Of(L.Load(ref *weight, i + width), two) : two;
                    a += one;
                    c += two;
                    b = P.Plus((L.Load(ref *x, i) - shift - rest) * scale, one, b);
                    d = P.Plus((L.Load(ref *x, i + width) - shift - rest) * scale, two, d);
                }

                if (i + width <= stop)
                {
                    L one = weight is not null ? P.Of(L.Load(ref *weight, i), L.Load(ref *dy, i)) : L.Load(ref *dy, i);
                    a += one;
                    b = P.Plus((L.Load(ref *x, i) - shift - rest) * scale, one, b);
                    i += width;
                }

                plain += double.CreateTruncating(L.Sum(a + c));
                standardized += double.CreateTruncating(L.Sum(b + d));
            }

            if (i < n)
            {
                // Beyond the end the gradient is 0.
                L one = Tail.LoadInline<T, L>(ref *dy, i, n - i);
                one = weight is not null ? P.Of(Tail.LoadInline<T, L>(ref *weight, i, n - i), one) : one;
                plain += double.CreateTruncating(L.Sum(one));
                L last = P.Of((Tail.LoadInline<T, L>(ref *x, i, n - i) - shift - rest) * scale, one);
                standardized += double.CreateTruncating(L.Sum(last));
            }

            of.Plain[row] = plain;
            of.Standardized[row] = standardized;
        }
    }

    // dx = scale · (weight · dy − plain − standardized x · standardized).
    [MethodImpl(Lanes.Hot)]
    private static void Gradient<T, L, P>(in Stretches<T> of, int first, int end, T* dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IProduct
    {
        T* x = of.X + (first * of.Step), dy = of.Dy + (first * of.Step), weight = of.Weights;
        nuint n = (nuint)of.Length, width = (nuint)L.Count;
        dx += first * of.Step;
        for (int row = first; row < end; row++, x += of.Step, dy += of.Step, dx += of.Step)
        {
            L shift = L.Splat(of.Shifts[row]), rest = L.Splat(of.Rests[row]), scale = L.Splat(of.Scales[row]);
            L all = L.Splat(of.WeightOfEach is null ? T.One : of.WeightOfEach[row * of.WeightStep]);
            L a = L.Splat(T.CreateTruncating(of.Plain[row])), b = L.Splat(T.CreateTruncating(of.Standardized[row]));
            nuint i = 0;
            for (; i + width <= n; i += width)
            {
                L gradient = P.Of(weight is not null ? L.Load(ref *weight, i) : all, L.Load(ref *dy, i)) - a;
                L.Store(P.Of(scale, gradient - P.Of((L.Load(ref *x, i) - shift - rest) * scale, b)), ref *dx, i);
            }

            if (i < n)
            {
                nuint left = n - i;
                L gradient = Tail.LoadInline<T, L>(ref *dy, i, left);
                gradient = P.Of(weight is not null ? Tail.LoadInline<T, L>(ref *weight, i, left) : all, gradient) - a;
                gradient = P.Of(scale, gradient - P.Of((Tail.LoadInline<T, L>(ref *x, i, left) - shift - rest) * scale, b));
                Tail.StoreInline<T, L>(gradient, ref *dx, i, left);
            }
        }
    }

    // Adds dy · standardized x and dy to the gradients by weights and biases, a lane of them at a time.
    [MethodImpl(Lanes.Hot)]
    private static void AddTo<T, L, P>(in Stretches<T> of, int first, int end, T* byWeight, T* byBias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IProduct
    {
        T* shifts = of.Shifts, rests = of.Rests, scales = of.Scales;
        nint step = of.Step;
        nuint n = (nuint)of.Length, width = (nuint)L.Count, i = 0;
        for (; i + width <= n; i += width)
        {
            L weight = L.Load(ref *byWeight, i), bias = L.Load(ref *byBias, i);
            T* x = of.X + (first * step), dy = of.Dy + (first * step);
            for (int row = first; row < end; row++, x += step, dy += step)
            {
                L gradient = L.Load(ref *dy, i), deviation = L.Load(ref *x, i) - L.Splat(shifts[row]) - L.Splat(rests[row]);
                weight = P.Plus(deviation * L.Splat(scales[row]), gradient, weight);
                bias += gradient;
            }

            L.Store(weight, ref *byWeight, i);
            L.Store(bias, ref *byBias, i);
        }

        if (i < n)
        {
            L weight = Tail.LoadInline<T, L>(ref *byWeight, i, n - i), bias = Tail.LoadInline<T, L>(ref *byBias, i, n - i);
            T* x = of.X + (first * step), dy = of.Dy + (first * step);
            for (int row = first; row < end; row++, x += step, dy += step)
            {
                L gradient = Tail.LoadInline<T, L>(ref *dy, i, n - i);
                L deviation = Tail.LoadInline<T, L>(ref *x, i, n - i) - L.Splat(shifts[row]) - L.Splat(rests[row]);
                weight = P.Plus(deviation * L.Splat(scales[row]), gradient, weight);
                bias += gradient;
            }

            Tail.StoreInline<T, L>(weight, ref *byWeight, i, n - i);
            Tail.StoreInline<T, L>(bias, ref *byBias, i, n - i);
        }
    }
}
