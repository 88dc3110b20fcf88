using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static unsafe partial class Normalize
{
    private readonly struct ForwardRows<T, L, D>(Standardization of, ArrayView bias, ArrayView y, int atATime) : IChunks, ISums
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where D : struct, ILane<D, double>, IReal<D>
    {
        public void Run(int chunk)
        {
            int end = Math.Min((chunk + 1) * atATime, of.Layout.Rows), most = Math.Clamp(Near / of.Layout.Length, 1, Stretches<T>.Most);
            for (int first = chunk * atATime, last = first; first < end; first = last)
            {
                last = Math.Min(end, first + most);
                if (of.Moments != Moments.Given)
                {
                    Measure<T, D, ForwardRows<T, L, D>>(in of, in this, first, last);
                }

                Write(first, last);
            }
        }

        [MethodImpl(Lanes.Hot)]
        public void Add(int first, int last, Span<double> plain, Span<double> squares)
        {
            NormLayout layout = of.Layout;
            ref readonly T all = ref MemoryMarshal.GetReference(of.X.Elements<T>());
            ReadOnlySpan<double> from = of.Shifts;
            int length = layout.IsAcross ? layout.Inner : layout.Length, segments = layout.Length / length;
            nuint n = (nuint)length, width = (nuint)D.Count;
            for (int row = first; row < last; row++)
            {
                D shift = from[row], a = 0, b = a, c = a, d = a, a2 = a, b2 = a, c2 = a, d2 = a;
                double left = 0, left2 = 0;
                for (int segment = 0; segment < segments; segment++)
                {
                    ref readonly T x = ref Unsafe.Add(ref Unsafe.AsRef(in all), layout.Start(row) + (segment * layout.Step));
                    nuint i = 0;
                    for (; i + (4 * width) <= n; i += 4 * width)
                    {
                        D one = WideLanes.Load<T, D>(in x, i) - shift, two = WideLanes.Load<T, D>(in x, i + width) - shift;
                        a += one;
                        b += two;
                        a2 = D.MultiplyAdd(one, one, a2);
                        b2 = D.MultiplyAdd(two, two, b2);
                        one = WideLanes.Load<T, D>(in x, i + (2 * width)) - shift;
                        two = WideLanes.Load<T, D>(in x, i + (3 * width)) - shift;
                        c += one;
                        d += two;
                        c2 = D.MultiplyAdd(one, one, c2);
                        d2 = D.MultiplyAdd(two, two, d2);
                    }

                    for (; i + width <= n; i += width)
                    {
                        D one = WideLanes.Load<T, D>(in x, i) - shift;
                        a += one;
                        a2 = D.MultiplyAdd(one, one, a2);
                    }

                    for (; i < n; i++)
                    {
                        double deviation = double.CreateTruncating(Unsafe.Add(ref Unsafe.AsRef(in x), i)) - from[row];
                        left += deviation;
                        left2 += deviation * deviation;
                    }
                }

                plain[row - first] = D.Sum(a + b + (c + d)) + left;
                squares[row - first] = D.Sum(a2 + b2 + (c2 + d2)) + left2;
            }
        }

        private void Write(int first, int last)
        {
            NormLayout layout = of.Layout;
            ReadOnlySpan<T> weights = of.Weight.Elements<T>();
            if (!layout.IsAcross && (layout.Inner == 1 || weights.IsEmpty))
            {
                Affine(first, last);
                return;
            }

            ReadOnlySpan<T> biases = bias.Elements<T>();
            for (int row = first; row < last; row++)
            {
                T shift = T.CreateTruncating(of.Shifts[row]), rest = T.CreateTruncating(of.Rests[row]);
                double scale = of.Scales[row];
                ReadOnlySpan<T> xs = of.X.Elements<T>()[layout.Start(row)..];
                Span<T> ys = y.Elements<T>()[layout.Start(row)..];
                int parameter = layout.Parameter(row);
                for (int i = 0; i < layout.Segments; i++, parameter += layout.ParameterStep)
                {
                    double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[parameter]);
                    Line<T, L>(xs.Slice(i * layout.Step, layout.Inner), shift, rest, Stretches<T>.Narrow(scale * weight),
                        biases.IsEmpty ? T.Zero : biases[parameter], ys[(i * layout.Step)..]);
                }
            }
        }

        [SkipLocalsInit]
        private void Affine(int first, int last)
        {
            NormLayout layout = of.Layout;
            T* statistics = stackalloc T[Stretches<T>.Singles];
            fixed (T* x = of.X.Elements<T>(), weights = of.Weight.Elements<T>(), biases = bias.Elements<T>(), ys = y.Elements<T>())
            {
                // Rows of several groups have weights of their own.
                int count = layout.Groups == 1 ? last - first : 1;
                for (int row = first; row < last; row += count)
                {
                    int at = layout.Start(row), parameter = layout.Parameter(row);
                    var rows = new Stretches<T>
                    {
                        X = x + at,
                        Count = count,
                        Length = layout.Length,
                        Step = layout.Length,
                        Weights = weights is null ? null : weights + parameter,
                        Shifts = statistics,
                    };
                    rows.Note(of, row, 1);
                    Affine(in rows, biases is null ? null : biases + parameter, ys + at);
                }
            }
        }

        // y = (x − shift − rest) · scale · weight + bias, of which both may be one for each element, or not there.
        [MethodImpl(Lanes.Hot)]
        private static void Affine(in Stretches<T> of, T* bias, T* y)
        {
            T* x = of.X, weight = of.Weights;
            nint step = of.Step;
            nuint n = (nuint)of.Length, width = (nuint)L.Count;
            for (int row = 0; row < of.Count; row++, x += step, y += step)
            {
                L from = L.Splat(of.Shifts[row]), less = L.Splat(of.Rests[row]), factor = L.Splat(of.Scales[row]), one = 1, none = 0;
                nuint i = 0;
                for (; i + width <= n; i += width)
                {
                    L standardized = (L.Load(ref *x, i) - from - less) * factor;
                    L times = weight is not null ? L.Load(ref *weight, i) : one;
                    L.Store(L.MultiplyAdd(standardized, times, bias is not null ? L.Load(ref *bias, i) : none), ref *y, i);
                }

                if (i < n)
                {
                    nuint left = n - i;
                    L standardized = (Tail.LoadInline<T, L>(ref *x, i, left) - from - less) * factor;
                    L times = weight is not null ? Tail.LoadInline<T, L>(ref *weight, i, left) : one;
                    L plus = bias is not null ? Tail.LoadInline<T, L>(ref *bias, i, left) : none;
                    Tail.StoreInline<T, L>(L.MultiplyAdd(standardized, times, plus), ref *y, i, left);
                }
            }
        }
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
            L.Store(L.MultiplyAdd(L.Load(in x, i) - from - less, factor, add), ref y, i);
        }

        if (i < n)
        {
            Tail.StoreInline<T, L>(L.MultiplyAdd(Tail.LoadInline<T, L>(in x, i, n - i) - from - less, factor, add), ref y, i, n - i);
        }
    }
}
