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
            int size = Tile<T, L>.Room(task.KeyTile) * rows;
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

            // Of each query the largest score so far, the sum of the powers of what the others are below it, and the factor that what was
            // found before is to be multiplied by.
            T* largest = stackalloc T[AttentionTask.MostQueries], factors = stackalloc T[AttentionTask.MostQueries];
            double* sums = stackalloc double[AttentionTask.MostQueries];
            new Span<T>(largest, rows).Fill(T.NegativeInfinity);
            new Span<double>(sums, rows).Clear();
            for (int left = 0; left < end; left += task.KeyTile)
            {
                int count = Math.Min(task.KeyTile, end - left), row = Tile<T, L>.Room(count);
                var tile = new Tile<T, L>(in task, unit, scores, row);
                Multiply<T, L>(query.From(top, 0), key.From(left, 0).Transposed, tile.View, rows, count, task.KeySize, false, true);
                tile.Complete(rows, top, left, count);
                if (Powers(scores, rows, row, largest, sums, factors))
                {
                    Scale(result, rows, task.ValueSize, factors);
                }

                Multiply<T, L>(tile.View, value.From(left, 0), result, rows, task.ValueSize, count, left > 0, isFinite);
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
                Span<T> to = kept.Part<T>(((unit * task.Queries) + top) * KeptPerQuery, rows * KeptPerQuery);
                for (int i = 0; i < rows; i++)
                {
                    to[i * KeptPerQuery] = shares[i] == T.Zero ? T.Zero : largest[i];
                    to[(i * KeptPerQuery) + 1] = shares[i];
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

        // Scores become the powers of what they are above the largest so far, 0 where they are −∞; says whether what was found before is
        // to be
        // multiplied by the factors.
        [MethodImpl(Lanes.Hot)]
        private static bool Powers(T* x, int rows, int room, T* largest, double* sums, T* factors)
        {
            nuint n = (nuint)room, width = (nuint)L.Count;
            L closed = double.NegativeInfinity;
            bool scales = false;
            for (int i = 0; i < rows; i++, x += room)
            {
                L most = closed;
                for (nuint j = 0; j < n; j += width)
                {
                    most = L.AtLeast(L.Load(ref *x, j), most);
                }

                T before = largest[i], now = L.Largest(most);
                now = now < before ? before : now;
                T shift = T.IsNegativeInfinity(now) ? T.Zero : now;
                L by = L.Splat(shift), sum = 0;
                for (nuint j = 0; j < n; j += width)
                {
                    L score = L.Load(ref *x, j), power = L.IfGreaterOrEqual(closed, score, 0, L.ExpOfNegative(score - by));
                    L.Store(power, ref *x, j);
                    sum += power;
                }

                T factor = T.One;
                if (!T.IsNegativeInfinity(before) && now != before)
                {
                    factor = T.Exp(before - shift);
                    scales = true;
                }

                factors[i] = factor;
                sums[i] = (sums[i] * double.CreateTruncating(factor)) + double.CreateTruncating(L.Sum(sum));
                largest[i] = now;
            }

            return scales;
        }
    }
}
