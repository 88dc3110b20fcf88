using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class Normalize
{
    // The rows of the map for the gradient by x: what x was standardized with, and what the gradients are mapped with.
    private const int MapRows = 6;

    // dx = factor · dy − (constant + standardized x · multiple), columns side by side. A column whose sums are not finite is done over by
    // the chain rule, as a row in stretches of one element.
    private readonly struct BackwardColumns<T, L>(Standardization of, NormGradients gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run()
        {
            int columns = of.Layout.Groups, rows = of.Layout.Outer, tile = Tile(columns, rows);
            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent((long)(MapRows + 2) * columns * Unsafe.SizeOf<T>());
            ArrayView sums = scratch.View(0, [2, columns], of.X.DType), map = scratch.View(2 * columns, [MapRows, columns], of.X.DType);
            Prepare(map.Elements<T>(), columns);
            Workers.Run(new ColumnSums<T, L>(of.X, gradients.Upstream, map, sums, tile), Chunks(columns, tile));
            bool isDoubtful = Finish(sums.Elements<T>(), map.Elements<T>(), columns);
            if (!gradients.ByX.IsNone)
            {
                int atATime = RowsAtATime(rows, columns);
                Workers.Run(new MappedGradients<T, L>(of.X, gradients.Upstream, map, gradients.ByX, atATime), Chunks(rows, atATime));
            }

            if (isDoubtful)
            {
                Again(sums, columns);
            }

            Give(sums.Elements<T>()[..columns], gradients.ByBias);
            Give(sums.Elements<T>()[columns..], gradients.ByWeight);
            pool.Return(scratch);
        }

        private static void Give(ReadOnlySpan<T> sums, in ArrayView to)
        {
            if (!to.IsNone)
            {
                sums.CopyTo(to.Elements<T>());
            }
        }

        private void Prepare(Span<T> map, int columns)
        {
            for (int i = 0; i < columns; i++)
            {
                map[i] = T.CreateTruncating(of.Shifts[i]);
                map[columns + i] = Narrow<T>(of.Scales[i]);
                map[(2 * columns) + i] = T.CreateTruncating(of.Rests[i] == 0 ? 0 : -of.Rests[i] * of.Scales[i]);
            }
        }

        // Whether there is a column with a sum that is not finite.
        private bool Finish(ReadOnlySpan<T> sums, Span<T> map, int columns)
        {
            ReadOnlySpan<T> weights = of.Weight.Elements<T>();
            bool isDoubtful = false;
            for (int i = 0; i < columns; i++)
            {
                double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[i]), scale = of.Scales[i];
                double plain = weight * double.CreateTruncating(sums[i]);
                double standardized = weight * double.CreateTruncating(sums[columns + i]);
                isDoubtful |= !double.IsFinite(plain + standardized);
                (plain, standardized) = Projection<T>(of, gradients, i, plain, standardized);
                map[(3 * columns) + i] = Narrow<T>(weight * scale);
                map[(4 * columns) + i] = T.CreateTruncating(plain * scale);
                map[(5 * columns) + i] = T.CreateTruncating(standardized * scale);
            }

            return isDoubtful;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Again(in ArrayView sums, int columns)
        {
            BufferPool pool = BufferPool.Current;
            TensorBuffer scratch = pool.Rent(2L * of.X.Count * sizeof(double));
            ArrayView parts = scratch.View(0, [2, of.X.Count], DType.Float64);
            var rows = new BackwardSegments<T, L>(of, gradients, parts, 1);
            for (int i = 0; i < columns; i++)
            {
                Span<T> byBias = sums.Elements<T>().Slice(i, 1), byWeight = sums.Elements<T>().Slice(columns + i, 1);
                double weight = of.Weight.IsNone ? 1 : double.CreateTruncating(of.Weight.Elements<T>()[i]);
                if (double.IsFinite(weight * double.CreateTruncating(byBias[0] + byWeight[0])))
                {
                    continue;
                }

                rows.Run(i);
                double plain = 0, standardized = 0;
                for (int j = i; j < of.X.Count; j += columns)
                {
                    plain += parts.Elements<double>()[j];
                    standardized += parts.Elements<double>()[of.X.Count + j];
                }

                (byBias[0], byWeight[0]) = (T.CreateTruncating(plain), T.CreateTruncating(standardized));
            }

            pool.Return(scratch);
        }
    }

    // The sums of dy, and of dy times what x was standardized to, for each column.
    private readonly struct ColumnSums<T, L>(ArrayView x, ArrayView upstream, ArrayView map, ArrayView sums, int tile) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            int column = chunk * tile, last = Math.Min(column + tile, map.Shape[1]);
            for (; column + L.Count <= last; column += L.Count)
            {
                Some<L>(column);
            }

            for (; column < last; column++)
            {
                Some<Scalar<T>>(column);
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void Some<V>(int column) where V : struct, ILane<V, T>, IReal<V>
        {
            int columns = map.Shape[1];
            ref readonly T a = ref x.Elements<T>()[column], b = ref upstream.Elements<T>()[column], at = ref map.Elements<T>()[column];
            nuint step = (nuint)columns, end = (nuint)x.Count;
            V shift = V.Load(in at, 0), scale = V.Load(in at, step), rest = V.Load(in at, 2 * step);
            V plain = 0, standardized = 0, plainError = 0, standardizedError = 0;
            for (nuint i = 0; i < end;)
            {
                V one = 0, two = 0;
                for (nuint stop = Math.Min(end, i + (LongSum.Terms * step)); i < stop; i += step)
                {
                    V gradient = V.Load(in b, i);
                    one += gradient;
                    two = V.FusedMultiplyAdd(V.FusedMultiplyAdd(V.Load(in a, i) - shift, scale, rest), gradient, two);
                }

                plain = LongSum.Add<T, V>(plain, one, ref plainError);
                standardized = LongSum.Add<T, V>(standardized, two, ref standardizedError);
            }

            V.Store(plain, ref sums.Elements<T>()[column], 0);
            V.Store(standardized, ref sums.Elements<T>()[columns + column], 0);
        }
    }

    private readonly struct MappedGradients<T, L>(ArrayView x, ArrayView upstream, ArrayView map, ArrayView byX, int atATime) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            int columns = map.Shape[1], start = chunk * atATime * columns, end = Math.Min(start + (atATime * columns), x.Count);
            for (; start < end; start += columns)
            {
                Row(x.Elements<T>().Slice(start, columns), upstream.Elements<T>().Slice(start, columns), map.Elements<T>(),
                    byX.Elements<T>().Slice(start, columns));
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static void Row(ReadOnlySpan<T> xs, ReadOnlySpan<T> dys, ReadOnlySpan<T> map, Span<T> dxs)
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs), dy = ref MemoryMarshal.GetReference(dys), at = ref map[0];
            ref T dx = ref MemoryMarshal.GetReference(dxs);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            for (; i + width <= n; i += width)
            {
                L.Store(One<L>(in x, in dy, in at, n, i), ref dx, i);
            }

            for (; i < n; i++)
            {
                Unsafe.Add(ref dx, i) = One<Scalar<T>>(in x, in dy, in at, n, i).Value;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V One<V>(ref readonly T x, ref readonly T dy, ref readonly T at, nuint n, nuint i)
            where V : struct, ILane<V, T>, IReal<V>
        {
            V standardized = V.FusedMultiplyAdd(V.Load(in x, i) - V.Load(in at, i), V.Load(in at, n + i), V.Load(in at, (2 * n) + i));
            V subtracted = V.FusedMultiplyAdd(standardized, V.Load(in at, (5 * n) + i), V.Load(in at, (4 * n) + i));
            return V.FusedMultiplyAdd(V.Load(in dy, i), V.Load(in at, (3 * n) + i), -subtracted);
        }
    }
}
