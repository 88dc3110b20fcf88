using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static unsafe partial class Attention
{
    /// <summary>The means of the values by the weights of the keys, and what the way back needs, if there is one.</summary>
    public static void Forward(in AttentionTask task, in HeadView output, in ArrayView kept)
    {
        var kernel = new ForwardKernel(task, output, kept);
        Lanes.Run(in kernel, output.Array.DType);
    }

    private readonly struct ForwardKernel(AttentionTask task, HeadView output, ArrayView kept) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            if (output.Array.Count > 0 || kept.Count > 0)
            {
                int parts = (task.Queries + task.QueryTile - 1) / task.QueryTile;
                var chunks = new ForwardChunks<T, L>(task, output, kept, parts, IsFinite<T, L>(task.Value.Array));
                Share(in chunks, task.Units * parts, in task);
            }
        }
    }

    // Some queries of one head.
    private readonly struct ForwardChunks<T, L>(AttentionTask task, HeadView output, ArrayView kept, int parts, bool allFinite)
        : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            (int unit, int part) = Math.DivRem(chunk, parts);
            int top = part * task.QueryTile, rows = Math.Min(task.QueryTile, task.Queries - top);
            int size = task.KeyTile * Tile<T, L>.Room(rows);
            BufferPool pool = BufferPool.Current;
            TensorBuffer buffer = pool.Rent((long)size * sizeof(T));
            fixed (T* room = buffer.Span<T>(0, size), queries = task.Query.Array.Elements<T>(),
                keys = task.Key.Array.Elements<T>(), values = task.Value.Array.Elements<T>(), results = output.Array.Elements<T>())
            {
                Some(unit, top, rows, room, task.Query.Matrix(queries, unit, task.HeadCount),
                    task.Key.Matrix(keys, unit, task.HeadCount), task.Value.Matrix(values, unit, task.HeadCount),
                    output.Matrix(results, unit, task.HeadCount).From(top, 0));
            }

            pool.Return(buffer);
        }

        [SkipLocalsInit]
        private void Some(int unit, int top, int rows, T* scores, MatrixView<T> query, MatrixView<T> key, MatrixView<T> value,
            MatrixView<T> result)
        {
            int end = task.Open(top + rows - 1, 0, task.Keys);
            bool isFinite = allFinite || IsFinite<T, L>(value, end, task.ValueSize);

            // Of each query the largest score so far, the sum of the powers of what the others are below it, that of some keys alone, and
            // the factor that what was found before is to be multiplied by.
            int row = Tile<T, L>.Room(rows);
            T* largest = stackalloc T[AttentionTask.MostQueries], factors = stackalloc T[AttentionTask.MostQueries],
                parts = stackalloc T[AttentionTask.MostQueries];
            double* sums = stackalloc double[AttentionTask.MostQueries];
            new Span<T>(largest, row).Fill(T.NegativeInfinity);
            new Span<double>(sums, rows).Clear();
            var tile = new Tile<T, L>(in task, unit, scores, row);
            for (int left = 0; left < end; left += task.KeyTile)
            {
                int count = Math.Min(task.KeyTile, end - left);
                Multiply<T, L>(key.From(left, 0), query.From(top, 0).Transposed, tile.View, count, rows, task.KeySize, false, true);
                Powers(scores, row, count, tile.Complete(top, rows, left, count), largest, parts, factors);
                for (int i = 0; i < rows; i++)
                {
                    sums[i] = (sums[i] * double.CreateTruncating(factors[i])) + double.CreateTruncating(parts[i]);
                }

                // The sums are those of all weights, dropped or not.
                tile.Drop(scores, top, rows, left, count);
                if (left > 0)
                {
                    Scale(result, rows, task.ValueSize, factors);
                }

                Multiply<T, L>(
                    tile.View.Transposed, value.From(left, 0), result, rows, task.ValueSize, count, left > 0, isFinite);
            }

            Finish(unit, top, rows, largest, sums, factors, result);
        }

        private void Finish(int unit, int top, int rows, T* largest, double* sums, T* shares, MatrixView<T> result)
        {
            for (int i = 0; i < rows; i++)
            {
                // Where nothing was attended to nothing was added either, and with no keys at all nothing was even stored.
                bool isBlocked = sums[i] == 0;
                shares[i] = isBlocked ? T.Zero : T.CreateTruncating(1 / sums[i]);
                if (isBlocked)
                {
                    new Span<T>(result.From(i, 0).First, task.ValueSize).Clear();
                }
            }

            Scale(result, rows, task.ValueSize, shares);
            if (!kept.IsNone)
            {
                Span<T> shifts = kept.Part<T>((unit * task.Queries * KeptPerQuery) + top, rows);
                new Span<T>(shares, rows).CopyTo(kept.Part<T>((((unit * KeptPerQuery) + 1) * task.Queries) + top, rows));
                for (int i = 0; i < rows; i++)
                {
                    shifts[i] = shares[i] == T.Zero ? T.Zero : largest[i];
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static void Scale(MatrixView<T> x, int rows, int columns, T* factors)
        {
            nuint n = (nuint)columns, width = (nuint)L.Count, rest = n % width, whole = n - rest;
            T* row = x.First;
            for (int i = 0; i < rows; i++, row += x.Row)
            {
                L by = L.Splat(factors[i]);
                for (nuint j = 0; j < whole; j += width)
                {
                    L.Store(by * L.Load(ref *row, j), ref *row, j);
                }

                if (rest > 0)
                {
                    Tail.StoreInline(by * L.Load(ref *row, whole), ref *row, whole, rest);
                }
            }
        }

        // Scores become the powers of what they are above the largest so far, 0 where they are −∞.
        [MethodImpl(Lanes.Hot)]
        private static void Powers(T* scores, int row, int keys, T factor, T* largest, T* sums, T* factors)
        {
            nuint width = (nuint)L.Count;
            L scale = L.Splat(factor), closed = double.NegativeInfinity;
            for (nuint i = 0; i < (nuint)row; i += width)
            {
                T* x = scores + i, end = x + (keys * row);
                L before = L.Load(ref *largest, i), now = before, other = closed;
                for (; x < end - row; x += 2 * row)
                {
                    now = L.AtLeast(scale * L.Load(ref *x, 0), now);
                    other = L.AtLeast(scale * L.Load(ref x[row], 0), other);
                }

                now = L.AtLeast(x < end ? L.AtLeast(scale * L.Load(ref *x, 0), now) : now, other);
                L shift = L.IfGreaterOrEqual(closed, now, 0, now), sum = 0;
                for (x = scores + i; x < end; x += row)
                {
                    L score = scale * L.Load(ref *x, 0);
                    L power = L.IfGreaterOrEqual(closed, score, 0, L.ExpOfNegative(score - shift));
                    L.Store(power, ref *x, 0);
                    sum += power;
                }

                L.Store(now, ref *largest, i);
                L.Store(sum, ref *sums, i);
                L.Store(L.IfGreaterOrEqual(before, now, 1, L.ExpOfNegative(before - shift)), ref *factors, i);
            }
        }
    }
}
