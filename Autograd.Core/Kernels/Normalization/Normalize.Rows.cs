using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Normalize
{
    private readonly struct ForwardRows<T, L, D>(Standardization of, ArrayView bias, ArrayView y, int atATime) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where D : struct, ILane<D, double>, IReal<D>
    {
        public void Run(int chunk)
        {
            int last = Math.Min((chunk + 1) * atATime, of.Layout.Rows);
            for (int row = chunk * atATime; row < last; row++)
            {
                if (of.Moments != Moments.Given)
                {
                    Measure(row);
                }

                Write(row);
            }
        }

        // The deviations from the first element, which have a mean that rounds to nothing where all are equal.
        private void Measure(int row)
        {
            NormLayout layout = of.Layout;
            ReadOnlySpan<T> xs = of.X.Elements<T>()[layout.Start(row)..];
            int length = layout.IsAcross ? layout.Inner : layout.Length, segments = layout.Length / length;
            double first = of.Moments == Moments.OfRow ? double.CreateTruncating(xs[0]) : 0, sum = 0, squares = 0;
            for (int i = 0; i < segments; i++)
            {
                (double plain, double squared) = Deviations<T, D>(xs.Slice(i * layout.Step, length), first);
                sum += plain;
                squares += squared;
            }

            (double shift, double rest) = (0, 0);
            if (of.Moments == Moments.OfRow)
            {
                (shift, rest) = MeanOf<T>(first, sum / layout.Length);
                squares = OneWillDo<T>() ? Math.Max(0, squares - (sum * sum / layout.Length)) : 0;
                for (int i = 0; i < segments && !OneWillDo<T>(); i++)
                {
                    squares += Deviations<T, D>(xs.Slice(i * layout.Step, length), shift + rest).Squares;
                }
            }

            of.Note(row, shift, rest, squares / layout.Length);
        }

        private void Write(int row)
        {
            NormLayout layout = of.Layout;
            ReadOnlySpan<T> xs = of.X.Elements<T>()[layout.Start(row)..], weights = of.Weight.Elements<T>(), biases = bias.Elements<T>();
            Span<T> ys = y.Elements<T>()[layout.Start(row)..];
            T shift = T.CreateTruncating(of.Shifts[row]), rest = T.CreateTruncating(of.Rests[row]);
            double scale = of.Scales[row];
            int parameter = layout.Parameter(row);
            if (weights.IsEmpty && !layout.IsAcross)
            {
                Line<T, L>(xs[..layout.Length], shift, rest, Narrow<T>(scale), T.Zero, ys);
            }
            else if (layout.Inner == 1 && !layout.IsAcross)
            {
                Affine<T, L>(xs[..layout.Length], shift, rest, Narrow<T>(scale), weights.Slice(parameter, layout.Length),
                    biases.IsEmpty ? default : biases.Slice(parameter, layout.Length), ys);
            }
            else
            {
                for (int i = 0; i < layout.Segments; i++, parameter += layout.ParameterStep)
                {
                    double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[parameter]);
                    Line<T, L>(xs.Slice(i * layout.Step, layout.Inner), shift, rest, Narrow<T>(scale * weight),
                        biases.IsEmpty ? T.Zero : biases[parameter], ys[(i * layout.Step)..]);
                }
            }
        }
    }

    // Of a tiny ε a scale may be more than single precision holds, and equal elements have no deviations all the same.
    private static T Narrow<T>(double scale) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T narrow = T.CreateTruncating(scale);
        return T.IsInfinity(narrow) && double.IsFinite(scale) ? T.CopySign(T.BitDecrement(T.PositiveInfinity), narrow) : narrow;
    }

    // A mean as a number of the tensor's type, which deviations are taken from without loss, and the rest.
    private static (double Shift, double Less) MeanOf<T>(double first, double offset) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double shift = double.CreateTruncating(T.CreateTruncating(first + offset));
        return (shift, first - shift + offset);
    }

    // Whether one pass will do: the squares of what single precision holds, about one of the elements, are so exact in double precision
    // that those about the mean follow from them. Of doubles they do not.
    private static bool OneWillDo<T>() where T : unmanaged => Unsafe.SizeOf<T>() < sizeof(double);

    // The sums of the deviations from a number and of their squares.
    [MethodImpl(Lanes.Hot)]
    private static (double Plain, double Squares) Deviations<T, D>(ReadOnlySpan<T> xs, double from)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where D : struct, ILane<D, double>, IReal<D>
    {
        ref readonly T x = ref MemoryMarshal.GetReference(xs);
        nuint n = (nuint)xs.Length, width = (nuint)D.Count, i = 0;
        D shift = from, a = 0, b = a, c = a, d = a, a2 = a, b2 = a, c2 = a, d2 = a;
        for (; i + (4 * width) <= n; i += 4 * width)
        {
            D one = WideLanes.Load<T, D>(in x, i) - shift, two = WideLanes.Load<T, D>(in x, i + width) - shift;
            a += one;
            b += two;
            a2 = D.FusedMultiplyAdd(one, one, a2);
            b2 = D.FusedMultiplyAdd(two, two, b2);
            one = WideLanes.Load<T, D>(in x, i + (2 * width)) - shift;
            two = WideLanes.Load<T, D>(in x, i + (3 * width)) - shift;
            c += one;
            d += two;
            c2 = D.FusedMultiplyAdd(one, one, c2);
            d2 = D.FusedMultiplyAdd(two, two, d2);
        }

        for (; i + width <= n; i += width)
        {
            D one = WideLanes.Load<T, D>(in x, i) - shift;
            a += one;
            a2 = D.FusedMultiplyAdd(one, one, a2);
        }

        double plain = D.Sum(a + b + (c + d)), squares = D.Sum(a2 + b2 + (c2 + d2));
        for (; i < n; i++)
        {
            double deviation = double.CreateTruncating(xs[(int)i]) - from;
            plain += deviation;
            squares += deviation * deviation;
        }

        return (plain, squares);
    }

    // y = (x − shift − rest) · scale + offset.
    [MethodImpl(Lanes.Hot)]
    private static void Line<T, L>(ReadOnlySpan<T> xs, T shift, T rest, T scale, T offset, Span<T> ys)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        ref readonly T x = ref MemoryMarshal.GetReference(xs);
        ref T y = ref MemoryMarshal.GetReference(ys[..xs.Length]);
        nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
        L from = L.Splat(shift), less = L.Splat(rest), factor = L.Splat(scale), add = L.Splat(offset);
        for (; i + width <= n; i += width)
        {
            L.Store(L.FusedMultiplyAdd(L.Load(in x, i) - from - less, factor, add), ref y, i);
        }

        if (i < n)
        {
            Tail.StoreInline<T, L>(L.FusedMultiplyAdd(Tail.LoadInline<T, L>(in x, i, n - i) - from - less, factor, add), ref y, i, n - i);
        }
    }

    // y = (x − shift − rest) · scale · weight + bias, with a weight, and perhaps a bias, for each element.
    [MethodImpl(Lanes.Hot)]
    private static void Affine<T, L>(ReadOnlySpan<T> xs, T shift, T rest, T scale, ReadOnlySpan<T> weights, ReadOnlySpan<T> biases,
        Span<T> ys)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        bool hasBias = !biases.IsEmpty;
        ref readonly T x = ref MemoryMarshal.GetReference(xs), weight = ref MemoryMarshal.GetReference(weights[..xs.Length]),
            bias = ref MemoryMarshal.GetReference(hasBias ? biases[..xs.Length] : weights);
        ref T y = ref MemoryMarshal.GetReference(ys[..xs.Length]);
        nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
        L from = L.Splat(shift), less = L.Splat(rest), factor = L.Splat(scale), none = 0;
        for (; i + width <= n; i += width)
        {
            L standardized = (L.Load(in x, i) - from - less) * factor;
            L.Store(L.FusedMultiplyAdd(standardized, L.Load(in weight, i), hasBias ? L.Load(in bias, i) : none), ref y, i);
        }

        if (i < n)
        {
            L standardized = (Tail.LoadInline<T, L>(in x, i, n - i) - from - less) * factor;
            L add = hasBias ? Tail.LoadInline<T, L>(in bias, i, n - i) : none;
            Tail.StoreInline<T, L>(
                L.FusedMultiplyAdd(standardized, Tail.LoadInline<T, L>(in weight, i, n - i), add), ref y, i, n - i);
        }
    }
}
