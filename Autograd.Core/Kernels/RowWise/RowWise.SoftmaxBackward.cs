using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class RowWise
{
    /// <summary>dx = β · y · (dy − Σ dy · y) along an axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SoftmaxBackward(in ArrayView y, in ArrayView dy, int axis, double beta, in ArrayView dx) =>
        Run(new Project<OfSoftmax, OfSoftmaxChained>(beta), y, dy, axis, dx);

    /// <summary>dx = β · (dy − eʸ · Σ dy) along an axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LogSoftmaxBackward(in ArrayView y, in ArrayView dy, int axis, double beta, in ArrayView dx) =>
        Run(new Project<OfLogSoftmax, OfLogSoftmaxChained>(beta), y, dy, axis, dx);

    /// <summary>What is summed along a row, and the gradient that it leaves of each element's.</summary>
    private interface IProjection
    {
        static abstract R Term<R>(R y, R dy) where R : struct, IReal<R>;

        static abstract R Gradient<R>(R y, R dy, R sum) where R : struct, IReal<R>;

        /// <summary>NaN where the sum of a row says that a product in it may be 0 · ∞ or 0 · NaN, else 0.</summary>
        static virtual R Doubt<R>(R sum) where R : struct, IReal<R> => 0;
    }

    private readonly struct OfSoftmax : IProjection
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Term<R>(R y, R dy) where R : struct, IReal<R> => dy * y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Gradient<R>(R y, R dy, R sum) where R : struct, IReal<R> => y * (dy - sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Doubt<R>(R sum) where R : struct, IReal<R> => 0 * sum;
    }

    private readonly struct OfSoftmaxChained : IProjection
    {
        public static R Term<R>(R y, R dy) where R : struct, IReal<R> => R.Chain(y, dy);

        public static R Gradient<R>(R y, R dy, R sum) where R : struct, IReal<R> => R.Chain(y, dy - sum);
    }

    private readonly struct OfLogSoftmax : IProjection
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Term<R>(R y, R dy) where R : struct, IReal<R> => dy;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Gradient<R>(R y, R dy, R sum) where R : struct, IReal<R> => dy - (R.Exp(y) * sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Doubt<R>(R sum) where R : struct, IReal<R> => 0 * sum / sum;
    }

    private readonly struct OfLogSoftmaxChained : IProjection
    {
        public static R Term<R>(R y, R dy) where R : struct, IReal<R> => dy;

        public static R Gradient<R>(R y, R dy, R sum) where R : struct, IReal<R> => dy - R.Chain(R.Exp(y), sum);
    }

    // Rows in doubt, few if any, are done over by the chain rule, in which what no result depends on counts for nothing.
    private readonly struct Project<P, C>(double beta) : IRowLoop where P : struct, IProjection where C : struct, IProjection
    {
        private Project<C, C> Chained => new(beta);

        // The sum of the next row is taken before a row is finished, which need not wait for it.
        [MethodImpl(Lanes.Hot)]
        public void Rows<T, L>(ReadOnlySpan<T> ys, ReadOnlySpan<T> dys, Span<T> dxs, int length, int first)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint n = (nuint)length, width = (nuint)L.Count, rest = n % width, whole = n - rest;
            L factor = beta;
            double next = Sum<T, L>(in ys[0], in dys[0], whole, rest), doubt = 0;
            for (int start = 0; start < dxs.Length; start += length)
            {
                ref readonly T y = ref ys[start], dy = ref dys[start];
                ref T dx = ref dxs[start];
                L sum = L.Splat(T.CreateTruncating(next));
                doubt += P.Doubt<Scalar<double>>(next).Value;
                if (start + length < dxs.Length)
                {
                    next = Sum<T, L>(in ys[start + length], in dys[start + length], whole, rest);
                }

                for (nuint i = 0; i < whole; i += width)
                {
                    L.Store(factor * P.Gradient(L.Load(in y, i), L.Load(in dy, i), sum), ref dx, i);
                }

                if (rest > 0)
                {
                    L lastY = Tail.LoadInline<T, L>(in y, whole, rest), lastDy = Tail.LoadInline<T, L>(in dy, whole, rest);
                    Tail.StoreInline<T, L>(factor * P.Gradient(lastY, lastDy, sum), ref dx, whole, rest);
                }
            }

            if (double.IsNaN(doubt))
            {
                Again<T, L>(ys, dys, dxs, length);
            }
        }

        // Apart, so that nothing is in the way of the rows that are in no doubt.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Again<T, L>(ReadOnlySpan<T> ys, ReadOnlySpan<T> dys, Span<T> dxs, int length)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint rest = (nuint)length % (nuint)L.Count, whole = (nuint)length - rest;
            for (int start = 0; start < dxs.Length; start += length)
            {
                if (double.IsNaN(P.Doubt<Scalar<double>>(Sum<T, L>(in ys[start], in dys[start], whole, rest)).Value))
                {
                    Chained.Rows<T, L>(ys.Slice(start, length), dys.Slice(start, length), dxs.Slice(start, length), length, 0);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Sum<T, L>(ref readonly T y, ref readonly T dy, nuint whole, nuint rest)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint width = (nuint)L.Count, stretch = 2 * LongSum.Terms * width;
            double total = 0;
            for (nuint i = 0; i < whole;)
            {
                L a = 0, b = 0;
                nuint stop = Math.Min(whole, i + stretch);
                for (; i + (2 * width) <= stop; i += 2 * width)
                {
                    a += P.Term(L.Load(in y, i), L.Load(in dy, i));
                    b += P.Term(L.Load(in y, i + width), L.Load(in dy, i + width));
                }

                if (i < stop)
                {
                    a += P.Term(L.Load(in y, i), L.Load(in dy, i));
                    i += width;
                }

                total += double.CreateTruncating(L.Sum(a + b));
            }

            // Beyond the end both are 0, and so is their term.
            return rest == 0
                ? total
                : total + double.CreateTruncating(
                    L.Sum(P.Term(Tail.LoadInline<T, L>(in y, whole, rest), Tail.LoadInline<T, L>(in dy, whole, rest))));
        }

        [MethodImpl(Lanes.Hot)]
        public void Columns<T, L>(ref readonly T y, ref readonly T dy, ref T dx, nuint length, nuint stride, int first)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint end = length * stride;
            L factor = beta, sum = 0, error = 0;
            for (nuint i = 0; i < end;)
            {
                L part = 0;
                for (nuint stop = Math.Min(end, i + (LongSum.Terms * stride)); i < stop; i += stride)
                {
                    part += P.Term(L.Load(in y, i), L.Load(in dy, i));
                }

                sum = i <= LongSum.Terms * stride ? part : LongSum.Add<T, L>(sum, part, ref error);
            }

            if (T.IsNaN(L.Sum(P.Doubt(sum))))
            {
                Chained.Columns<T, L>(in y, in dy, ref dx, length, stride, first);
                return;
            }

            for (nuint i = 0; i < end; i += stride)
            {
                L.Store(factor * P.Gradient(L.Load(in y, i), L.Load(in dy, i), sum), ref dx, i);
            }
        }
    }
}
