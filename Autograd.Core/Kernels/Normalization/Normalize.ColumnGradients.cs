using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static partial class Normalize
{
    // The sums of each column, and then the gradients by rows of the matrix, a few at a time. A column whose sums are not finite is done
    // over by the chain rule, as a row in stretches of one element.
    private static void BackwardColumns<T, L>(in Standardization of, in NormGradients gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        int columns = of.Layout.Groups, rows = of.Layout.Outer, pitch = Pitch<T>(columns), tile = Tile(columns, rows);
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent((long)ColumnSums<T, L>.MapRows * pitch * Unsafe.SizeOf<T>());
        ArrayView map = scratch.View(0, [ColumnSums<T, L>.MapRows, pitch], of.X.DType);
        var sums = new ColumnSums<T, L>(of, gradients, map, tile);
        Workers.Run(sums, Chunks(columns, tile));
        if (!gradients.ByX.IsNone)
        {
            int atATime = RowsAtATime(rows, columns);
            Workers.Run(new MappedGradients<T, L>(of.X, gradients.Upstream, columns, map, gradients.ByX, atATime), Chunks(rows, atATime));
        }

        ReadOnlySpan<T> doubts = map.Elements<T>().Slice(ColumnSums<T, L>.Doubt * pitch, columns);
        for (int column = 0; column < columns; column++)
        {
            if (doubts[column] != T.Zero)
            {
                sums.Again(column);
            }
        }

        pool.Return(scratch);
    }

    private readonly struct ColumnSums<T, L>(Standardization of, NormGradients gradients, ArrayView map, int tile) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        // For each column what x is standardized with, what the gradients are mapped with, and whether its sums are in doubt, and these.
        public const int Shift = 0, Scale = 1, Rest = 2, Factor = 3, Constant = 4, Multiple = 5, Doubt = 6, Plain = 7, Standardized = 8,
            MapRows = 9;

        public void Run(int chunk)
        {
            int column = chunk * tile, last = Math.Min(column + tile, of.Layout.Groups);
            for (; column + (2 * L.Count) <= last; column += 2 * L.Count)
            {
                Prepare(column, 2 * L.Count);
                SumsOfTwo<L>(column);
                Finish(column, 2 * L.Count);
            }

            for (; column < last; column++)
            {
                Prepare(column, 1);
                Sums<Scalar<T>>(column);
                Finish(column, 1);
            }
        }

        private void Prepare(int column, int count)
        {
            int pitch = map.Shape[1];
            Span<T> numbers = map.Elements<T>()[column..];
            ReadOnlySpan<double> means = of.Shifts[column..], rests = of.Rests[column..], scales = of.Scales[column..];
            for (int i = 0; i < count; i++)
            {
                numbers[(Shift * pitch) + i] = T.CreateTruncating(means[i]);
                numbers[(Scale * pitch) + i] = Stretches<T>.Narrow(scales[i]);
                numbers[(Rest * pitch) + i] = T.CreateTruncating(rests[i] == 0 ? 0 : -rests[i] * scales[i]);
            }
        }

        private void Finish(int column, int count)
        {
            int pitch = map.Shape[1];
            Span<T> numbers = map.Elements<T>()[column..];
            Give(numbers.Slice(Plain * pitch, count), gradients.ByBias, column);
            Give(numbers.Slice(Standardized * pitch, count), gradients.ByWeight, column);
            ReadOnlySpan<double> scales = of.Scales[column..];
            ReadOnlySpan<T> weights = of.Weight.Elements<T>();
            for (int i = 0; i < count; i++)
            {
                double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[column + i]);
                double a = weight * double.CreateTruncating(numbers[(Plain * pitch) + i]);
                double b = weight * double.CreateTruncating(numbers[(Standardized * pitch) + i]);
                numbers[(Doubt * pitch) + i] = double.IsFinite(a + b) ? T.Zero : T.One;
                (a, b) = Projection<T>(of, gradients, column + i, scales[i], a, b);
                numbers[(Factor * pitch) + i] = Stretches<T>.Narrow(weight * scales[i]);
                numbers[(Constant * pitch) + i] = T.CreateTruncating(a * scales[i]);
                numbers[(Multiple * pitch) + i] = T.CreateTruncating(b * scales[i]);
            }
        }

        private static void Give(ReadOnlySpan<T> sums, in ArrayView to, int column)
        {
            if (!to.IsNone)
            {
                sums.CopyTo(to.Elements<T>()[column..]);
            }
        }

        // The sums of dy, and of dy times what x was standardized to. Two lanes at a time: what is fetched from afar comes in pairs of
        // lines.
        [MethodImpl(Lanes.Hot)]
        private void SumsOfTwo<V>(int column) where V : struct, ILane<V, T>, IReal<V>
        {
            ref readonly T x = ref of.X.Elements<T>()[column], dy = ref gradients.Upstream.Elements<T>()[column];
            ref T at = ref map.Elements<T>()[column];
            nuint step = (nuint)of.Layout.Groups, end = step * (nuint)of.Layout.Outer, pitch = (nuint)map.Shape[1], next = (nuint)V.Count;
            V shift = V.Load(in at, Shift * pitch), scale = V.Load(in at, Scale * pitch), rest = V.Load(in at, Rest * pitch);
            V shift2 = V.Load(in at, (Shift * pitch) + next), scale2 = V.Load(in at, (Scale * pitch) + next),
                rest2 = V.Load(in at, (Rest * pitch) + next);
            V plain = 0, plainError = 0, standardized = 0, standardizedError = 0;
            V plain2 = 0, plainError2 = 0, standardized2 = 0, standardizedError2 = 0;
            for (nuint i = 0; i < end;)
            {
                V a = 0, b = 0, c = 0, d = 0;
                for (nuint stop = Math.Min(end, i + (LongSum.Terms * step)); i < stop; i += step)
                {
                    V one = V.Load(in dy, i), two = V.Load(in dy, i + next);
                    a += one;
                    c += two;
                    b = V.MultiplyAdd(V.MultiplyAdd(V.Load(in x, i) - shift, scale, rest), one, b);
                    d = V.MultiplyAdd(V.MultiplyAdd(V.Load(in x, i + next) - shift2, scale2, rest2), two, d);
                }

                plain = LongSum.Add<T, V>(plain, a, ref plainError);
                standardized = LongSum.Add<T, V>(standardized, b, ref standardizedError);
                plain2 = LongSum.Add<T, V>(plain2, c, ref plainError2);
                standardized2 = LongSum.Add<T, V>(standardized2, d, ref standardizedError2);
            }

            V.Store(plain, ref at, Plain * pitch);
            V.Store(plain2, ref at, (Plain * pitch) + next);
            V.Store(standardized, ref at, Standardized * pitch);
            V.Store(standardized2, ref at, (Standardized * pitch) + next);
        }

        [MethodImpl(Lanes.Hot)]
        private void Sums<V>(int column) where V : struct, ILane<V, T>, IReal<V>
        {
            ref readonly T x = ref of.X.Elements<T>()[column], dy = ref gradients.Upstream.Elements<T>()[column];
            ref T at = ref map.Elements<T>()[column];
            nuint step = (nuint)of.Layout.Groups, end = step * (nuint)of.Layout.Outer, pitch = (nuint)map.Shape[1];
            V shift = V.Load(in at, Shift * pitch), scale = V.Load(in at, Scale * pitch), rest = V.Load(in at, Rest * pitch);
            V plain = 0, plainError = 0, standardized = 0, standardizedError = 0;
            for (nuint i = 0; i < end;)
            {
                V a = 0, b = 0;
                for (nuint stop = Math.Min(end, i + (LongSum.Terms * step)); i < stop; i += step)
                {
                    V one = V.Load(in dy, i);
                    a += one;
                    b = V.MultiplyAdd(V.MultiplyAdd(V.Load(in x, i) - shift, scale, rest), one, b);
                }

                plain = LongSum.Add<T, V>(plain, a, ref plainError);
                standardized = LongSum.Add<T, V>(standardized, b, ref standardizedError);
            }

            V.Store(plain, ref at, Plain * pitch);
            V.Store(standardized, ref at, Standardized * pitch);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Again(int column)
        {
            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent(2L * of.X.Count * sizeof(double));
            ArrayView parts = scratch.View(0, [2, of.X.Count], DType.Float64);
            new BackwardSegments<T, L>(of, gradients, parts, 1).Run(column);
            double plain = 0, standardized = 0;
            for (int i = column; i < of.X.Count; i += of.Layout.Groups)
            {
                plain += parts.Elements<double>()[i];
                standardized += parts.Elements<double>()[of.X.Count + i];
            }

            Give([T.CreateTruncating(plain)], gradients.ByBias, column);
            Give([T.CreateTruncating(standardized)], gradients.ByWeight, column);
            pool.Return(scratch);
        }
    }

    // dx = factor · dy − (constant + standardized x · multiple).
    private readonly struct MappedGradients<T, L>(ArrayView x, ArrayView upstream, int columns, ArrayView map, ArrayView byX,
        int atATime) : IChunks
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
                One<L>(row, 0);
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void Four(int row)
        {
            ref readonly T from = ref x.Elements<T>()[row * columns], dy = ref upstream.Elements<T>()[row * columns];
            ref T to = ref byX.Elements<T>()[row * columns];
            ref readonly T at = ref map.Elements<T>()[0];
            nuint step = (nuint)columns, pitch = (nuint)map.Shape[1], width = (nuint)L.Count, i = 0;
            for (; i + width <= step; i += width)
            {
                L shift = L.Load(in at, i), scale = L.Load(in at, pitch + i), rest = L.Load(in at, (2 * pitch) + i);
                L factor = L.Load(in at, (3 * pitch) + i), constant = L.Load(in at, (4 * pitch) + i);
                L multiple = L.Load(in at, (5 * pitch) + i);
                for (nuint j = i, end = i + (4 * step); j < end; j += step)
                {
                    L standardized = L.MultiplyAdd(L.Load(in from, j) - shift, scale, rest);
                    L subtracted = L.MultiplyAdd(standardized, multiple, constant);
                    L.Store(L.MultiplyAdd(L.Load(in dy, j), factor, -subtracted), ref to, j);
                }
            }

            for (int more = 0; more < 4; more++)
            {
                One<Scalar<T>>(row + more, (int)i);
            }
        }

        // One row from a column on, the same to the bit.
        private void One<V>(int row, int column) where V : struct, ILane<V, T>, IReal<V>
        {
            nuint pitch = (nuint)map.Shape[1];
            ReadOnlySpan<T> xs = x.Elements<T>().Slice(row * columns, columns), dys = upstream.Elements<T>().Slice(row * columns, columns);
            Span<T> dxs = byX.Elements<T>().Slice(row * columns, columns);
            ref readonly T at = ref map.Elements<T>()[0];
            for (; column + V.Count <= columns; column += V.Count)
            {
                nuint i = (nuint)column;
                V standardized = V.MultiplyAdd(V.Load(in xs[column], 0) - V.Load(in at, i), V.Load(in at, pitch + i),
                    V.Load(in at, (2 * pitch) + i));
                V subtracted = V.MultiplyAdd(standardized, V.Load(in at, (5 * pitch) + i), V.Load(in at, (4 * pitch) + i));
                V.Store(V.MultiplyAdd(V.Load(in dys[column], 0), V.Load(in at, (3 * pitch) + i), -subtracted), ref dxs[column], 0);
            }

            if (V.Count > 1 && column < columns)
            {
                One<Scalar<T>>(row, column);
            }
        }
    }
}
