using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Normalize
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

    /// <summary>The statistics of a row in the tensor's type.</summary>
    private readonly struct RowOf<T>(in Standardization of, int row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public readonly T Shift = T.CreateTruncating(of.Shifts[row]);
        public readonly T Rest = T.CreateTruncating(of.Rests[row]);
        public readonly T Scale = Narrow<T>(of.Scales[row]);
    }

    // The sums of weight · dy and of it times what x was standardized to. Without weights they are 1.
    [MethodImpl(Lanes.Hot)]
    private static (double Plain, double Standardized) Sums<T, L, P>(in RowOf<T> row, ReadOnlySpan<T> xs, ReadOnlySpan<T> dys,
        ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IProduct
    {
        bool hasWeight = !weights.IsEmpty;
        ref readonly T x = ref MemoryMarshal.GetReference(xs), dy = ref MemoryMarshal.GetReference(dys[..xs.Length]),
            weight = ref MemoryMarshal.GetReference(hasWeight ? weights[..xs.Length] : xs);
        nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
        L shift = L.Splat(row.Shift), rest = L.Splat(row.Rest), scale = L.Splat(row.Scale);
        double plain = 0, standardized = 0;
        while (i + width <= n)
        {
            L a = 0, b = 0, c = 0, d = 0;
            nuint stop = Math.Min(n, i + (2 * LongSum.Terms * width));
            for (; i + (2 * width) <= stop; i += 2 * width)
            {
                L one = L.Load(in dy, i), two = L.Load(in dy, i + width);
                one = hasWeight ? P.Of(L.Load(in weight, i), one) : one;
                two = hasWeight ? P.Of(L.Load(in weight, i + width), two) : two;
                a += one;
                c += two;
                b = P.Plus((L.Load(in x, i) - shift - rest) * scale, one, b);
                d = P.Plus((L.Load(in x, i + width) - shift - rest) * scale, two, d);
            }

            if (i + width <= stop)
            {
                L one = hasWeight ? P.Of(L.Load(in weight, i), L.Load(in dy, i)) : L.Load(in dy, i);
                a += one;
                b = P.Plus((L.Load(in x, i) - shift - rest) * scale, one, b);
                i += width;
            }

            plain += double.CreateTruncating(L.Sum(a + c));
            standardized += double.CreateTruncating(L.Sum(b + d));
        }

        if (i < n)
        {
            // Beyond the end the gradient is 0.
            L one = Tail.LoadInline<T, L>(in dy, i, n - i);
            one = hasWeight ? P.Of(Tail.LoadInline<T, L>(in weight, i, n - i), one) : one;
            plain += double.CreateTruncating(L.Sum(one));
            L last = P.Of((Tail.LoadInline<T, L>(in x, i, n - i) - shift - rest) * scale, one);
            standardized += double.CreateTruncating(L.Sum(last));
        }

        return (plain, standardized);
    }

    // dx = scale · (weight · dy − plain − standardized x · standardized), with weights or one for all.
    [MethodImpl(Lanes.Hot)]
    private static void Gradient<T, L, P>(in RowOf<T> row, ReadOnlySpan<T> xs, ReadOnlySpan<T> dys, ReadOnlySpan<T> weights, T weight,
        T plain, T standardized, Span<T> dxs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IProduct
    {
        bool hasWeights = !weights.IsEmpty;
        ref readonly T x = ref MemoryMarshal.GetReference(xs), dy = ref MemoryMarshal.GetReference(dys[..xs.Length]),
            each = ref MemoryMarshal.GetReference(hasWeights ? weights[..xs.Length] : xs);
        ref T dx = ref MemoryMarshal.GetReference(dxs[..xs.Length]);
        nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
        L shift = L.Splat(row.Shift), rest = L.Splat(row.Rest), scale = L.Splat(row.Scale), all = L.Splat(weight), a = L.Splat(plain),
            b = L.Splat(standardized);
        for (; i + width <= n; i += width)
        {
            L gradient = P.Of(hasWeights ? L.Load(in each, i) : all, L.Load(in dy, i)) - a;
            gradient = P.Of(scale, gradient - P.Of((L.Load(in x, i) - shift - rest) * scale, b));
            L.Store(gradient, ref dx, i);
        }

        if (i < n)
        {
            nuint left = n - i;
            L gradient = P.Of(hasWeights ? Tail.LoadInline<T, L>(in each, i, left) : all, Tail.LoadInline<T, L>(in dy, i, left)) - a;
            gradient = P.Of(scale, gradient - P.Of((Tail.LoadInline<T, L>(in x, i, left) - shift - rest) * scale, b));
            Tail.StoreInline<T, L>(gradient, ref dx, i, left);
        }
    }

    // Adds dy · standardized x and dy to the gradients by weights and biases.
    [MethodImpl(Lanes.Hot)]
    private static void AddTo<T, L, P>(in RowOf<T> row, ReadOnlySpan<T> xs, ReadOnlySpan<T> dys, Span<T> byWeights, Span<T> byBiases)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where P : struct, IProduct
    {
        ref readonly T x = ref MemoryMarshal.GetReference(xs), dy = ref MemoryMarshal.GetReference(dys[..xs.Length]);
        ref T byWeight = ref MemoryMarshal.GetReference(byWeights[..xs.Length]),
            byBias = ref MemoryMarshal.GetReference(byBiases[..xs.Length]);
        nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
        L shift = L.Splat(row.Shift), rest = L.Splat(row.Rest), scale = L.Splat(row.Scale);
        for (; i + width <= n; i += width)
        {
            L gradient = L.Load(in dy, i);
            L.Store(P.Plus((L.Load(in x, i) - shift - rest) * scale, gradient, L.Load(ref byWeight, i)), ref byWeight, i);
            L.Store(L.Load(ref byBias, i) + gradient, ref byBias, i);
        }

        if (i < n)
        {
            nuint left = n - i;
            L gradient = Tail.LoadInline<T, L>(in dy, i, left);
            L standardized = (Tail.LoadInline<T, L>(in x, i, left) - shift - rest) * scale;
            Tail.StoreInline<T, L>(
                P.Plus(standardized, gradient, Tail.LoadInline<T, L>(ref byWeight, i, left)), ref byWeight, i, left);
            Tail.StoreInline<T, L>(Tail.LoadInline<T, L>(ref byBias, i, left) + gradient, ref byBias, i, left);
        }
    }
}
