using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static partial class Normalize
{
    /// <summary>The deviations of rows, wherever their elements lie.</summary>
    private interface ISums
    {
        /// <summary>The sums of the deviations of some rows from the numbers that are noted as shifts, and of their squares.</summary>
        void Add(int first, int last, Span<double> plain, Span<double> squares);
    }

    // Deviations from the first element have a mean that rounds to nothing where all are equal. One pass will do for what single precision
    // holds: its squares are so exact in double precision that those about the mean follow from them. Of doubles they do not.
    private static void Measure<T, D, S>(in Standardization of, in S sums, int first, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where D : struct, ILane<D, double>, IReal<D>
        where S : struct, ISums
    {
        int count = last - first;
        bool isTwice = of.Moments == Moments.OfRow && typeof(T) == typeof(double);
        Span<double> shifts = of.Shifts.Slice(first, count), rests = of.Rests.Slice(first, count),
            variances = of.Variances.Slice(first, count), scales = of.Scales.Slice(first, count);
        ReadOnlySpan<T> xs = of.X.Elements<T>();
        for (int i = 0; i < count; i++)
        {
            shifts[i] = of.Moments == Moments.OfRow ? double.CreateTruncating(xs[of.Layout.Start(first + i)]) : 0;
        }

        Unsafe.AsRef(in sums).Add(first, last, rests, variances);
        if (of.Moments == Moments.AboutZero)
        {
            rests.Clear();
        }

        int done = Divide<D>(rests, variances, 0, of.Layout.Length);
        Divide<Scalar<double>>(rests, variances, done, of.Layout.Length);
        for (int i = 0; i < count && of.Moments == Moments.OfRow; i++)
        {
            // The mean as a number of the tensor's type, which deviations are taken from without loss, and the rest.
            double shift = double.CreateTruncating(T.CreateTruncating(shifts[i] + rests[i]));
            (shifts[i], rests[i]) = (shift, shifts[i] - shift + rests[i]);
        }

        if (isTwice)
        {
            // The sums of the deviations from the means, which are next to nothing, go where the scales will be.
            Unsafe.AsRef(in sums).Add(first, last, scales, variances);
            scales.Clear();
            done = Divide<D>(scales, variances, 0, of.Layout.Length);
            Divide<Scalar<double>>(scales, variances, done, of.Layout.Length);
        }

        done = Invert<D>(variances, scales, 0, of.Epsilon);
        Invert<Scalar<double>>(variances, scales, done, of.Epsilon);
    }

    // Sums of deviations and of their squares become means and variances. One that no double holds is NaN: the reciprocal of its root would
    // be 0, and what differs so much would pass for equal.
    private static int Divide<V>(Span<double> plain, Span<double> squares, int i, double length)
        where V : struct, ILane<V, double>, IReal<V>
    {
        for (V each = length; i + V.Count <= plain.Length; i += V.Count)
        {
            V mean = V.Load(ref plain[i], 0) / each;
            V variance = V.Max(0, (V.Load(ref squares[i], 0) / each) - (mean * mean));
            V.Store(mean, ref plain[i], 0);
            V.Store(variance + (variance - variance), ref squares[i], 0);
        }

        return i;
    }

    private static int Invert<V>(Span<double> variances, Span<double> scales, int i, double epsilon)
        where V : struct, ILane<V, double>, IReal<V>
    {
        for (; i + V.Count <= scales.Length; i += V.Count)
        {
            V.Store(1 / V.Sqrt(V.Load(ref variances[i], 0) + epsilon), ref scales[i], 0);
        }

        return i;
    }
}
