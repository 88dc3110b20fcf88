using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Normalize
{
    // How many columns are worth handing over: whole cache lines of them, all of whose elements stay near.
    private static int Tile(int columns, int rows) => (long)columns * rows < Serial
        ? columns
        : Math.Max(64, Chunk / Math.Max(1, rows) / 64 * 64);

    // From one row of numbers of each column to the next: at the columns' own distance, which is often a power of two, all would fight for
    // the same few lines of the cache.
    private static int Pitch<T>(int columns) => columns + (128 / Unsafe.SizeOf<T>());

    // Columns are measured a few lanes of them at a time, and then the rows of the matrix are mapped, a few at a time: by a number of each
    // column that is subtracted, a factor and an addend.
    private static void ForwardColumns<T, L, D>(in Standardization of, in ArrayView bias, in ArrayView y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
        where D : struct, ILane<D, double>, IReal<D>
    {
        int columns = of.Layout.Groups, rows = of.Layout.Outer, pitch = Pitch<T>(columns), tile = Tile(columns, rows);
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent(3L * pitch * Unsafe.SizeOf<T>());
        ArrayView map = scratch.View(0, [3, pitch], of.X.DType);
        Workers.Run(new MeasuredColumns<T, D>(of, bias, map, tile), Chunks(columns, tile));
        int atATime = RowsAtATime(rows, columns);
        Workers.Run(new MappedRows<T, L>(of.X, columns, map, y, atATime), Chunks(rows, atATime));
        pool.Return(scratch);
    }

    private readonly struct MeasuredColumns<T, D>(Standardization of, ArrayView bias, ArrayView map, int tile) : IChunks, ISums
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where D : struct, ILane<D, double>, IReal<D>
    {
        public void Run(int chunk)
        {
            int first = chunk * tile, last = Math.Min(first + tile, of.Layout.Groups), pitch = map.Shape[1];
            if (of.Moments != Moments.Given)
            {
                Measure<T, D, MeasuredColumns<T, D>>(in of, in this, first, last);
            }

            ReadOnlySpan<T> weights = of.Weight.Elements<T>(), biases = bias.Elements<T>();
            ReadOnlySpan<double> means = of.Shifts, rests = of.Rests, scales = of.Scales;
            Span<T> numbers = map.Elements<T>();
            for (int i = first; i < last; i++)
            {
                double factor = scales[i] * (weights.IsEmpty ? 1 : double.CreateTruncating(weights[i]));
                double addend = biases.IsEmpty ? 0 : double.CreateTruncating(biases[i]);
                numbers[i] = T.CreateTruncating(means[i]);
                numbers[pitch + i] = Stretches<T>.Narrow(factor);
                numbers[(2 * pitch) + i] = T.CreateTruncating(addend - (rests[i] == 0 ? 0 : rests[i] * factor));
            }
        }

        public void Add(int first, int last, Span<double> plain, Span<double> squares)
        {
            int column = Add<D>(first, first, last, plain, squares);
            Add<Scalar<double>>(column, first, last, plain, squares);
        }

        [MethodImpl(Lanes.Hot)]
        private int Add<V>(int column, int first, int last, Span<double> plain, Span<double> squares)
            where V : struct, ILane<V, double>, IReal<V>
        {
            ReadOnlySpan<T> xs = of.X.Elements<T>();
            nuint step = (nuint)of.Layout.Groups, end = step * (nuint)of.Layout.Outer, w = (nuint)V.Count;
            for (; column + (4 * V.Count) <= last; column += 4 * V.Count)
            {
                ref readonly T x = ref xs[column];
                ref double from = ref of.Shifts[column], sum = ref plain[column - first], sum2 = ref squares[column - first];
                V a = V.Load(ref from, 0), b = V.Load(ref from, w), c = V.Load(ref from, 2 * w), d = V.Load(ref from, 3 * w);
                V sumA = 0, sumB = 0, sumC = 0, sumD = 0, a2 = 0, b2 = 0, c2 = 0, d2 = 0;
                for (nuint i = 0; i < end; i += step)
                {
                    V one = WideLanes.Load<T, V>(in x, i) - a, two = WideLanes.Load<T, V>(in x, i + w) - b;
                    sumA += one;
                    sumB += two;
                    a2 = V.MultiplyAdd(one, one, a2);
                    b2 = V.MultiplyAdd(two, two, b2);
                    one = WideLanes.Load<T, V>(in x, i + (2 * w)) - c;
                    two = WideLanes.Load<T, V>(in x, i + (3 * w)) - d;
                    sumC += one;
                    sumD += two;
                    c2 = V.MultiplyAdd(one, one, c2);
                    d2 = V.MultiplyAdd(two, two, d2);
                }

                Store(ref sum, sumA, sumB, sumC, sumD);
                Store(ref sum2, a2, b2, c2, d2);
            }

            for (; column + V.Count <= last; column += V.Count)
            {
                V from = V.Load(ref of.Shifts[column], 0), sum = 0, sum2 = 0;
                for (nuint i = (nuint)column; i < end; i += step)
                {
                    V one = WideLanes.Load<T, V>(in xs[0], i) - from;
                    sum += one;
                    sum2 = V.MultiplyAdd(one, one, sum2);
                }

                V.Store(sum, ref plain[column - first], 0);
                V.Store(sum2, ref squares[column - first], 0);
            }

            return column;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store<V>(ref double to, V a, V b, V c, V d) where V : struct, ILane<V, double>, IReal<V>
        {
            nuint width = (nuint)V.Count;
            V.Store(a, ref to, 0);
            V.Store(b, ref to, width);
            V.Store(c, ref to, 2 * width);
            V.Store(d, ref to, 3 * width);
        }
    }

    private readonly struct MappedRows<T, L>(ArrayView x, int columns, ArrayView map, ArrayView y, int atATime) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            int row = chunk * atATime, last = Math.Min(row + atATime, x.Count / columns);
            for (; row + 4 <= last; row += 4)
            {
                Four(row);
            }

            for (; row < last; row++)
            {
                One(row, 0);
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void Four(int row)
        {
            ref readonly T from = ref x.Elements<T>()[row * columns], at = ref map.Elements<T>()[0];
            ref T to = ref y.Elements<T>()[row * columns];
            nuint step = (nuint)columns, pitch = (nuint)map.Shape[1], width = (nuint)L.Count, i = 0;
            for (; i + width <= step; i += width)
            {
                L shift = L.Load(in at, i), scale = L.Load(in at, pitch + i), add = L.Load(in at, (2 * pitch) + i);
                L a = L.Load(in from, i), b = L.Load(in from, step + i), c = L.Load(in from, (2 * step) + i),
                    d = L.Load(in from, (3 * step) + i);
                L.Store(L.MultiplyAdd(a - shift, scale, add), ref to, i);
                L.Store(L.MultiplyAdd(b - shift, scale, add), ref to, step + i);
                L.Store(L.MultiplyAdd(c - shift, scale, add), ref to, (2 * step) + i);
                L.Store(L.MultiplyAdd(d - shift, scale, add), ref to, (3 * step) + i);
            }

            for (int more = 0; more < 4; more++)
            {
                One(row + more, (int)i);
            }
        }

        // One row from a column on, the same to the bit.
        private void One(int row, int column)
        {
            int pitch = map.Shape[1];
            ReadOnlySpan<T> xs = x.Elements<T>().Slice(row * columns, columns), numbers = map.Elements<T>();
            Span<T> ys = y.Elements<T>().Slice(row * columns, columns);
            for (; column + L.Count <= columns; column += L.Count)
            {
                L.Store(L.MultiplyAdd(L.Load(in xs[column], 0) - L.Load(in numbers[column], 0), L.Load(in numbers[pitch + column], 0),
                    L.Load(in numbers[(2 * pitch) + column], 0)), ref ys[column], 0);
            }

            for (; column < columns; column++)
            {
                ys[column] = T.MultiplyAddEstimate(xs[column] - numbers[column], numbers[pitch + column], numbers[(2 * pitch) + column]);
            }
        }
    }
}
