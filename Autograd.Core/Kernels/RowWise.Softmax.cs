using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class RowWise
{
    /// <summary>y = softmax(β · x) along an axis.</summary>
    public static void Softmax(Tensor x, int axis, double beta, Tensor y) => Run(new Normalize<Powers>(beta), x, x, axis, y);

    /// <summary>y = log softmax(β · x) along an axis.</summary>
    public static void LogSoftmax(Tensor x, int axis, double beta, Tensor y) => Run(new Normalize<Logarithms>(beta), x, x, axis, y);

    /// <summary>What the pass that sums the powers leaves in the result, and what the last pass makes of it.</summary>
    private interface INormalization
    {
        static abstract R Kept<R>(R shifted, R power) where R : struct, IReal<R>;

        static abstract R Scale<R>(R sum) where R : struct, IReal<R>;

        static abstract R Finish<R>(R kept, R scale) where R : struct, IReal<R>;
    }

    private readonly struct Powers : INormalization
    {
        public static R Kept<R>(R shifted, R power) where R : struct, IReal<R> => power;

        public static R Scale<R>(R sum) where R : struct, IReal<R> => 1 / sum;

        public static R Finish<R>(R kept, R scale) where R : struct, IReal<R> => kept * scale;
    }

    private readonly struct Logarithms : INormalization
    {
        public static R Kept<R>(R shifted, R power) where R : struct, IReal<R> => shifted;

        public static R Scale<R>(R sum) where R : struct, IReal<R> => R.Log(sum);

        public static R Finish<R>(R kept, R scale) where R : struct, IReal<R> => kept - scale;
    }

    // Loops over whole lanes, and the rest in methods of their own: beside a call the accumulators would not stay in registers.
    // The largest element is subtracted before the powers are taken. It need not notice a NaN: the sum does.
    private readonly struct Normalize<N>(double beta) : IRowLoop where N : struct, INormalization
    {
        public void Row<T, L>(ReadOnlySpan<T> x, ReadOnlySpan<T> same, Span<T> y)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            L factor = beta, largest = L.Splat(Largest<T, L>(x, factor));
            int whole = x.Length - (x.Length % L.Count);
            double sum = 0;
            for (int start = 0; start < whole; start += Stretch)
            {
                int length = Math.Min(Stretch, whole - start);
                sum += double.CreateTruncating(Power(x.Slice(start, length), factor, largest, y.Slice(start, length)));
            }

            if (whole < x.Length)
            {
                sum += double.CreateTruncating(PowerOfRest(x[whole..], factor, largest, y[whole..]));
            }

            L scale = N.Scale(L.Splat(T.CreateTruncating(sum)));
            Finish(y[..whole], scale);
            if (whole < y.Length)
            {
                FinishRest(y[whole..], scale);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static T Largest<T, L>(ReadOnlySpan<T> xs, L factor)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            L a = L.Load(in x, n - width) * factor, b = a;
            for (; i + (2 * width) <= n; i += 2 * width)
            {
                a = L.AtLeast(L.Load(in x, i) * factor, a);
                b = L.AtLeast(L.Load(in x, i + width) * factor, b);
            }

            if (i + width <= n)
            {
                a = L.AtLeast(L.Load(in x, i) * factor, a);
            }

            return L.Largest(L.AtLeast(a, b));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static T Power<T, L>(ReadOnlySpan<T> xs, L factor, L largest, Span<T> ys)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            ref T y = ref MemoryMarshal.GetReference(ys);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            L sum = 0;
            for (; i < n; i += width)
            {
                L shifted = L.FusedMultiplyAdd(L.Load(in x, i), factor, -largest), power = L.Exp(shifted);
                sum += power;
                L.Store(N.Kept(shifted, power), ref y, i);
            }

            return L.Sum(sum);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static T PowerOfRest<T, L>(ReadOnlySpan<T> xs, L factor, L largest, Span<T> ys)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint count = (nuint)xs.Length;
            L shifted = L.FusedMultiplyAdd(Tail.Load<T, L>(in MemoryMarshal.GetReference(xs), 0, count), factor, -largest), power = L.Exp(shifted);
            Tail.Store<T, L>(N.Kept(shifted, power), ref MemoryMarshal.GetReference(ys), 0, count);
            return L.Sum(Tail.Mask<T, L>(power, count));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Finish<T, L>(Span<T> ys, L scale)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref T y = ref MemoryMarshal.GetReference(ys);
            nuint n = (nuint)ys.Length, width = (nuint)L.Count, i = 0;
            for (; i < n; i += width)
            {
                L.Store(N.Finish(L.Load(ref y, i), scale), ref y, i);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void FinishRest<T, L>(Span<T> ys, L scale)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref T y = ref MemoryMarshal.GetReference(ys);
            nuint count = (nuint)ys.Length;
            Tail.Store<T, L>(N.Finish(Tail.Load<T, L>(ref y, 0, count), scale), ref y, 0, count);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Columns<T, L>(ref readonly T x, ref readonly T same, ref T y, nuint length, nuint stride)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint end = length * stride;
            L factor = beta, largest = double.NegativeInfinity, sum = 0;
            for (nuint i = 0; i < end; i += stride)
            {
                largest = L.AtLeast(L.Load(in x, i) * factor, largest);
            }

            for (nuint i = 0; i < end;)
            {
                L part = 0;
                for (nuint stop = Math.Min(end, i + (Stretch * stride)); i < stop; i += stride)
                {
                    L shifted = L.FusedMultiplyAdd(L.Load(in x, i), factor, -largest), power = L.Exp(shifted);
                    part += power;
                    L.Store(N.Kept(shifted, power), ref y, i);
                }

                sum += part;
            }

            L scale = N.Scale(sum);
            for (nuint i = 0; i < end; i += stride)
            {
                L.Store(N.Finish(L.Load(ref y, i), scale), ref y, i);
            }
        }
    }
}
