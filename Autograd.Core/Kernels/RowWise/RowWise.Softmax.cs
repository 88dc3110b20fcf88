using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class RowWise
{
    /// <summary>y = softmax(β · x) along an axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Softmax(in ArrayView x, int axis, double beta, in ArrayView y) =>
        Run(new Normalize<Powers>(beta, default), x, x, axis, y);

    /// <summary>
    /// y = softmax(x) along an axis, and what log softmax is less than x: the largest element of each row, and then for each the logarithm
    /// of the sum of the powers of what all are less.
    /// </summary>
    public static void Softmax(in ArrayView x, int axis, in ArrayView y, in ArrayView shifts)
    {
        Run(new Normalize<Powers>(1, shifts), x, x, axis, y);
        Elementwise.Forward(new Logarithm(), shifts, shifts, shifts.Count / 2, shifts.Count / 2);
    }

    /// <summary>y = log softmax(β · x) along an axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LogSoftmax(in ArrayView x, int axis, double beta, in ArrayView y) =>
        Run(new Normalize<Logarithms>(beta, default), x, x, axis, y);

    /// <summary>What the pass that sums the powers leaves in the result, and what the last pass makes of it.</summary>
    private interface INormalization
    {
        static abstract R Kept<R>(R shifted, R power) where R : struct, IReal<R>;

        static abstract R Scale<R>(R sum) where R : struct, IReal<R>;

        static abstract R Finish<R>(R kept, R scale) where R : struct, IReal<R>;
    }

    private readonly struct Logarithm : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x) where R : struct, IReal<R> => R.Log(x);
    }

    private readonly struct Powers : INormalization
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Kept<R>(R shifted, R power) where R : struct, IReal<R> => power;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Scale<R>(R sum) where R : struct, IReal<R> => 1 / sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Finish<R>(R kept, R scale) where R : struct, IReal<R> => kept * scale;
    }

    private readonly struct Logarithms : INormalization
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Kept<R>(R shifted, R power) where R : struct, IReal<R> => shifted;

        // A call: inlined, the logarithm would take up what the compiler is willing to.
        [MethodImpl(Lanes.Hot)]
        public static R Scale<R>(R sum) where R : struct, IReal<R> => R.Log(sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static R Finish<R>(R kept, R scale) where R : struct, IReal<R> => kept - scale;
    }

    // The largest element (the smallest, for a negative β) is subtracted before the powers are taken, and before β multiplies: rounded, β
    // times the largest would leave a rest that a large β makes infinite. It need not notice a NaN: the sum does.
    private readonly struct Normalize<N>(double beta, ArrayView shifts) : IRowLoop where N : struct, INormalization
    {
        // Half a difference does not overflow, and takes one instruction; with a large β the whole one may: it is −∞ then all the same.
        private double Half => Math.Abs(beta) > 1 ? 1 : 0.5;

        // The largest element of the next row is looked for before a row is finished: it need not wait for this row's sum.
        [MethodImpl(Lanes.Hot)]
        public void Rows<T, L>(ReadOnlySpan<T> xs, ReadOnlySpan<T> same, Span<T> ys, int length, int first)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint n = (nuint)length, width = (nuint)L.Count, rest = n % width, whole = n - rest, stretch = LongSum.Terms * width;
            L sign = beta < 0 ? -1 : 1, half = Half, factor = beta / Half;
            Span<T> kept = shifts.Elements<T>();
            T largest = Largest(in xs[0], sign, whole, rest);
            for (int start = 0, row = first; start < ys.Length; start += length, row++)
            {
                ref readonly T x = ref xs[start];
                ref T y = ref ys[start];
                L shift = -half * sign * L.Splat(largest), last = 0;
                double sum = 0;
                for (nuint i = 0; i < whole;)
                {
                    L part = 0;
                    for (nuint stop = Math.Min(whole, i + stretch); i < stop; i += width)
                    {
                        L shifted = factor * L.FusedMultiplyAdd(L.Load(in x, i), half, shift), power = L.ExpOfNegative(shifted);
                        part += power;
                        L.Store(N.Kept(shifted, power), ref y, i);
                    }

                    sum += double.CreateTruncating(L.Sum(part));
                }

                if (rest > 0)
                {
                    L shifted = factor * L.FusedMultiplyAdd(Tail.LoadInline<T, L>(in x, whole, rest), half, shift),
                        power = L.ExpOfNegative(shifted);
                    sum += double.CreateTruncating(L.Sum(Tail.Mask<T, L>(power, rest)));
                    last = N.Kept(shifted, power);
                }

                if (!kept.IsEmpty)
                {
                    kept[row] = largest;
                    kept[(kept.Length / 2) + row] = T.CreateTruncating(sum);
                }

                if (start + length < ys.Length)
                {
                    largest = Largest(in xs[start + length], sign, whole, rest);
                }

                L scale = N.Scale(L.Splat(T.CreateTruncating(sum)));
                for (nuint i = 0; i < whole; i += width)
                {
                    L.Store(N.Finish(L.Load(ref y, i), scale), ref y, i);
                }

                if (rest > 0)
                {
                    Tail.StoreInline<T, L>(N.Finish(last, scale), ref y, whole, rest);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Largest<T, L>(ref readonly T x, L sign, nuint whole, nuint rest)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint width = (nuint)L.Count, i = 0;
            L a = double.NegativeInfinity, b = a;
            for (; i + (2 * width) <= whole; i += 2 * width)
            {
                a = L.AtLeast(L.Load(in x, i) * sign, a);
                b = L.AtLeast(L.Load(in x, i + width) * sign, b);
            }

            if (i < whole)
            {
                a = L.AtLeast(L.Load(in x, i) * sign, a);
            }

            if (rest > 0)
            {
                b = L.AtLeast(Tail.Fill<T, L>(Tail.LoadInline<T, L>(in x, whole, rest) * sign, rest, double.NegativeInfinity), b);
            }

            return L.LargestNumber(L.AtLeast(a, b));
        }

        [MethodImpl(Lanes.Hot)]
        public void Columns<T, L>(ref readonly T x, ref readonly T same, ref T y, nuint length, nuint stride, int first)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            nuint end = length * stride;
            L sign = beta < 0 ? -1 : 1, half = Half, factor = beta / Half, largest = double.NegativeInfinity, sum = 0, error = 0;
            for (nuint i = 0; i < end; i += stride)
            {
                largest = L.AtLeast(L.Load(in x, i) * sign, largest);
            }

            L shift = -half * sign * largest;
            for (nuint i = 0; i < end;)
            {
                L part = 0;
                for (nuint stop = Math.Min(end, i + (LongSum.Terms * stride)); i < stop; i += stride)
                {
                    L shifted = factor * L.FusedMultiplyAdd(L.Load(in x, i), half, shift), power = L.ExpOfNegative(shifted);
                    part += power;
                    L.Store(N.Kept(shifted, power), ref y, i);
                }

                sum = i <= LongSum.Terms * stride ? part : LongSum.Add<T, L>(sum, part, ref error);
            }

            if (!shifts.IsNone)
            {
                Span<T> kept = shifts.Elements<T>();
                int rows = kept.Length / 2;
                nuint count = (nuint)Math.Min(L.Count, rows - first);
                if (count == (nuint)L.Count)
                {
                    // Not by a mask: what reads them next would have to wait for it.
                    L.Store(largest, ref kept[first], 0);
                    L.Store(sum, ref kept[rows + first], 0);
                }
                else
                {
                    Tail.Store(largest, ref kept[first], 0, count);
                    Tail.Store(sum, ref kept[rows + first], 0, count);
                }
            }

            L scale = N.Scale(sum);
            for (nuint i = 0; i < end; i += stride)
            {
                L.Store(N.Finish(L.Load(ref y, i), scale), ref y, i);
            }
        }
    }
}
