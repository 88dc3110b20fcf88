using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class RowWise
{
    /// <summary>dx = β · y · (dy − Σ dy · y) along an axis.</summary>
    public static void SoftmaxBackward(Tensor y, Tensor dy, int axis, double beta, Tensor dx) => Run(new Project<OfSoftmax>(beta), y, dy, axis, dx);

    /// <summary>dx = β · (dy − eʸ · Σ dy) along an axis.</summary>
    public static void LogSoftmaxBackward(Tensor y, Tensor dy, int axis, double beta, Tensor dx) => Run(new Project<OfLogSoftmax>(beta), y, dy, axis, dx);

    /// <summary>What is summed along a row, and the gradient that it leaves of each element's.</summary>
    private interface IProjection
    {
        static abstract R Term<R>(R y, R dy) where R : struct, IReal<R>;

        static abstract R Gradient<R>(R y, R dy, R sum) where R : struct, IReal<R>;
    }

    private readonly struct OfSoftmax : IProjection
    {
        public static R Term<R>(R y, R dy) where R : struct, IReal<R> => dy * y;

        public static R Gradient<R>(R y, R dy, R sum) where R : struct, IReal<R> => y * (dy - sum);
    }

    private readonly struct OfLogSoftmax : IProjection
    {
        public static R Term<R>(R y, R dy) where R : struct, IReal<R> => dy;

        public static R Gradient<R>(R y, R dy, R sum) where R : struct, IReal<R> => dy - (R.Exp(y) * sum);
    }

    private readonly struct Project<P>(double beta) : IRowLoop where P : struct, IProjection
    {
        public void Row<T, L>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int whole = y.Length - (y.Length % L.Count);
            double total = 0;
            for (int start = 0; start < whole; start += Stretch)
            {
                int length = Math.Min(Stretch, whole - start);
                total += double.CreateTruncating(Sum<T, L>(y.Slice(start, length), dy.Slice(start, length)));
            }

            if (whole < y.Length)
            {
                total += double.CreateTruncating(SumOfRest<T, L>(y[whole..], dy[whole..]));
            }

            L sum = L.Splat(T.CreateTruncating(total)), factor = beta;
            Finish(y[..whole], dy[..whole], sum, factor, dx);
            if (whole < y.Length)
            {
                FinishRest(y[whole..], dy[whole..], sum, factor, dx[whole..]);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static T Sum<T, L>(ReadOnlySpan<T> ys, ReadOnlySpan<T> dys)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T y = ref MemoryMarshal.GetReference(ys), dy = ref MemoryMarshal.GetReference(dys);
            nuint n = (nuint)ys.Length, width = (nuint)L.Count, i = 0;
            L a = 0, b = 0;
            for (; i + (2 * width) <= n; i += 2 * width)
            {
                a += P.Term(L.Load(in y, i), L.Load(in dy, i));
                b += P.Term(L.Load(in y, i + width), L.Load(in dy, i + width));
            }

            if (i < n)
            {
                a += P.Term(L.Load(in y, i), L.Load(in dy, i));
            }

            return L.Sum(a + b);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static T SumOfRest<T, L>(ReadOnlySpan<T> ys, ReadOnlySpan<T> dys)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint count = (nuint)ys.Length;
            L y = Tail.Load<T, L>(in MemoryMarshal.GetReference(ys), 0, count), dy = Tail.Load<T, L>(in MemoryMarshal.GetReference(dys), 0, count);
            return L.Sum(P.Term(y, dy));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Finish<T, L>(ReadOnlySpan<T> ys, ReadOnlySpan<T> dys, L sum, L factor, Span<T> dxs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T y = ref MemoryMarshal.GetReference(ys), dy = ref MemoryMarshal.GetReference(dys);
            ref T dx = ref MemoryMarshal.GetReference(dxs);
            nuint n = (nuint)ys.Length, width = (nuint)L.Count;
            for (nuint i = 0; i < n; i += width)
            {
                L.Store(factor * P.Gradient(L.Load(in y, i), L.Load(in dy, i), sum), ref dx, i);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void FinishRest<T, L>(ReadOnlySpan<T> ys, ReadOnlySpan<T> dys, L sum, L factor, Span<T> dxs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint count = (nuint)ys.Length;
            L y = Tail.Load<T, L>(in MemoryMarshal.GetReference(ys), 0, count), dy = Tail.Load<T, L>(in MemoryMarshal.GetReference(dys), 0, count);
            Tail.Store<T, L>(factor * P.Gradient(y, dy, sum), ref MemoryMarshal.GetReference(dxs), 0, count);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Columns<T, L>(ref readonly T y, ref readonly T dy, ref T dx, nuint length, nuint stride)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint end = length * stride;
            L factor = beta, sum = 0;
            for (nuint i = 0; i < end;)
            {
                L part = 0;
                for (nuint stop = Math.Min(end, i + (Stretch * stride)); i < stop; i += stride)
                {
                    part += P.Term(L.Load(in y, i), L.Load(in dy, i));
                }

                sum += part;
            }

            for (nuint i = 0; i < end; i += stride)
            {
                L.Store(factor * P.Gradient(L.Load(in y, i), L.Load(in dy, i), sum), ref dx, i);
            }
        }
    }
}
