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
            double sum = 0;
            for (int start = 0; start < y.Length; start += Stretch)
            {
                int length = Math.Min(Stretch, y.Length - start);
                sum += double.CreateTruncating(Sum<T, L>(y.Slice(start, length), dy.Slice(start, length)));
            }

            Finish<T, L>(y, dy, L.Splat(T.CreateTruncating(sum)), beta, dx);
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

            for (; i < n; i += width)
            {
                nuint count = Math.Min(width, n - i);
                a += P.Term(Tail.Load<T, L>(in y, i, count), Tail.Load<T, L>(in dy, i, count));
            }

            return L.Sum(a + b);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Finish<T, L>(ReadOnlySpan<T> ys, ReadOnlySpan<T> dys, L sum, L factor, Span<T> dxs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T y = ref MemoryMarshal.GetReference(ys), dy = ref MemoryMarshal.GetReference(dys);
            ref T dx = ref MemoryMarshal.GetReference(dxs);
            nuint n = (nuint)ys.Length, width = (nuint)L.Count, i = 0;
            for (; i + width <= n; i += width)
            {
                L.Store(factor * P.Gradient(L.Load(in y, i), L.Load(in dy, i), sum), ref dx, i);
            }

            if (i < n)
            {
                L gradient = P.Gradient(Tail.Load<T, L>(in y, i, n - i), Tail.Load<T, L>(in dy, i, n - i), sum);
                Tail.Store<T, L>(factor * gradient, ref dx, i, n - i);
            }
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
