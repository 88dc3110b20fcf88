using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Normalize
{
    // Columns are measured a few lanes of them at a time, and then the rows of the matrix are mapped one after the other: by a number of
    // each column that is subtracted, a factor and an addend.
    private readonly struct ForwardColumns<T, L, D>(Standardization of, ArrayView bias, ArrayView y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where D : struct, ILane<D, double>, IReal<D>
    {
        public void Run()
        {
            int columns = of.Layout.Groups, rows = of.Layout.Outer;
            if (of.Moments != Moments.Given)
            {
                int tile = Tile(columns, rows);
                Workers.Run(new Measured<T, D>(of, tile), Chunks(columns, tile));
            }

            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent(3L * columns * Unsafe.SizeOf<T>());
            ArrayView map = scratch.View(0, [3, columns], of.X.DType);
            Prepare(map.Elements<T>(), columns);
            int atATime = RowsAtATime(rows, columns);
            Workers.Run(new Mapped<T, L>(of.X, map, y, atATime), Chunks(rows, atATime));
            pool.Return(scratch);
        }

        private void Prepare(Span<T> map, int columns)
        {
            ReadOnlySpan<T> weights = of.Weight.Elements<T>(), biases = bias.Elements<T>();
            ReadOnlySpan<double> shifts = of.Shifts, rests = of.Rests, scales = of.Scales;
            for (int i = 0; i < columns; i++)
            {
                double factor = scales[i] * (weights.IsEmpty ? 1 : double.CreateTruncating(weights[i]));
                map[i] = T.CreateTruncating(shifts[i]);
                map[columns + i] = Narrow<T>(factor);
                map[(2 * columns) + i] =
                    T.CreateTruncating((biases.IsEmpty ? 0 : double.CreateTruncating(biases[i])) - (rests[i] == 0 ? 0 : rests[i] * factor));
            }
        }
    }

    // How many columns are worth handing over; whole lanes.
    private static int Tile(int columns, int rows) => (long)columns * rows < Serial
        ? columns
        : Math.Max(64, Chunk / Math.Max(1, rows) / 64 * 64);

    private readonly struct Measured<T, D>(Standardization of, int tile) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where D : struct, ILane<D, double>, IReal<D>
    {
        public void Run(int chunk)
        {
            int first = chunk * tile, last = Math.Min(first + tile, of.Layout.Groups), column = first;
            for (; column + (4 * D.Count) <= last; column += 4 * D.Count)
            {
                Four<D>(column);
            }

            for (; column + 4 <= last; column += 4)
            {
                Four<Scalar<double>>(column);
            }

            for (; column < last; column++)
            {
                One(column);
            }

            for (column = first; column < last; column++)
            {
                (double shift, double rest) = MeanOf<T>(of.Shifts[column], of.Rests[column]);
                of.Note(column, shift, rest, of.Variances[column]);
            }
        }

        // The first element of each column, what its mean is more than that, and its variance.
        [MethodImpl(Lanes.Hot)]
        private void Four<V>(int column) where V : struct, ILane<V, double>, IReal<V>
        {
            ref readonly T x = ref of.X.Elements<T>()[column];
            nuint step = (nuint)of.Layout.Groups, end = step * (nuint)of.Layout.Outer, w = (nuint)V.Count;
            V a = WideLanes.Load<T, V>(in x, 0), b = WideLanes.Load<T, V>(in x, w), c = WideLanes.Load<T, V>(in x, 2 * w),
                d = WideLanes.Load<T, V>(in x, 3 * w), sumA = 0, sumB = 0, sumC = 0, sumD = 0;
            Store(of.Shifts[column..], a, b, c, d);
            for (nuint i = 0; i < end; i += step)
            {
                sumA += WideLanes.Load<T, V>(in x, i) - a;
                sumB += WideLanes.Load<T, V>(in x, i + w) - b;
                sumC += WideLanes.Load<T, V>(in x, i + (2 * w)) - c;
                sumD += WideLanes.Load<T, V>(in x, i + (3 * w)) - d;
            }

            V each = of.Layout.Outer;
            (sumA, sumB, sumC, sumD) = (sumA / each, sumB / each, sumC / each, sumD / each);
            Store(of.Rests[column..], sumA, sumB, sumC, sumD);
            (a, b, c, d) = (a + sumA, b + sumB, c + sumC, d + sumD);
            sumA = sumB = sumC = sumD = 0;
            for (nuint i = 0; i < end; i += step)
            {
                V one = WideLanes.Load<T, V>(in x, i) - a, two = WideLanes.Load<T, V>(in x, i + w) - b;
                sumA = V.FusedMultiplyAdd(one, one, sumA);
                sumB = V.FusedMultiplyAdd(two, two, sumB);
                one = WideLanes.Load<T, V>(in x, i + (2 * w)) - c;
                two = WideLanes.Load<T, V>(in x, i + (3 * w)) - d;
                sumC = V.FusedMultiplyAdd(one, one, sumC);
                sumD = V.FusedMultiplyAdd(two, two, sumD);
            }

            Store(of.Variances[column..], sumA / each, sumB / each, sumC / each, sumD / each);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store<V>(Span<double> to, V a, V b, V c, V d) where V : struct, ILane<V, double>, IReal<V>
        {
            ref double first = ref to[..(4 * V.Count)][0];
            V.Store(a, ref first, 0);
            V.Store(b, ref first, (nuint)V.Count);
            V.Store(c, ref first, 2 * (nuint)V.Count);
            V.Store(d, ref first, 3 * (nuint)V.Count);
        }

        private void One(int column)
        {
            ReadOnlySpan<T> xs = of.X.Elements<T>();
            double first = double.CreateTruncating(xs[column]), sum = 0;
            for (int i = column; i < xs.Length; i += of.Layout.Groups)
            {
                sum += double.CreateTruncating(xs[i]) - first;
            }

            double offset = sum / of.Layout.Outer;
            sum = 0;
            for (int i = column; i < xs.Length; i += of.Layout.Groups)
            {
                double deviation = double.CreateTruncating(xs[i]) - (first + offset);
                sum += deviation * deviation;
            }

            (of.Shifts[column], of.Rests[column], of.Variances[column]) = (first, offset, sum / of.Layout.Outer);
        }
    }

    private readonly struct Mapped<T, L>(ArrayView x, ArrayView map, ArrayView y, int atATime) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            int columns = map.Shape[1], start = chunk * atATime * columns, end = Math.Min(start + (atATime * columns), x.Count);
            for (; start < end; start += columns)
            {
                Row(x.Elements<T>().Slice(start, columns), map.Elements<T>(), y.Elements<T>().Slice(start, columns));
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static void Row(ReadOnlySpan<T> xs, ReadOnlySpan<T> map, Span<T> ys)
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            ref T y = ref MemoryMarshal.GetReference(ys);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            ref readonly T shift = ref map[0], factor = ref map[xs.Length], addend = ref map[2 * xs.Length];
            for (; i + width <= n; i += width)
            {
                L.Store(L.FusedMultiplyAdd(L.Load(in x, i) - L.Load(in shift, i), L.Load(in factor, i), L.Load(in addend, i)), ref y, i);
            }

            if (i < n)
            {
                nuint left = n - i;
                L deviation = Tail.LoadInline<T, L>(in x, i, left) - Tail.LoadInline<T, L>(in shift, i, left);
                Tail.StoreInline<T, L>(L.FusedMultiplyAdd(deviation, Tail.LoadInline<T, L>(in factor, i, left),
                    Tail.LoadInline<T, L>(in addend, i, left)), ref y, i, left);
            }
        }
    }
}
