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
                var chunks = new ForwardChunks<T, L>(task, output, kept, parts);
                Share(in chunks, task.Units * parts, in task);
            }
        }
    }

    // Some queries of one head.
    private readonly struct ForwardChunks<T, L>(AttentionTask task, HeadView output, ArrayView kept, int parts) : IChunks
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
            bool isFinite = IsFinite<T, L>(value, end, task.ValueSize);

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
                bool scales = false;
                for (int i = 0; i < rows; i++)
                {
                    T* x = scores + (i * row);
                    T before = largest[i], now = tile.Complete(x, top + i, left, count);
                    now = now < before ? before : now;
                    T shift = T.IsNegativeInfinity(now) ? T.Zero : now;
                    factors[i] = now == before || left == 0 ? T.One : T.Exp(before - shift);
                    scales |= factors[i] != T.One;
                    sums[i] = (sums[i] * double.CreateTruncating(factors[i])) + double.CreateTruncating(Powers(x, row, shift));
                    largest[i] = now;
                }

                for (int i = 0; scales && i < rows; i++)
                {
                    Scale(result.From(i, 0).First, factors[i]);
                }

                Multiply<T, L>(tile.View, value.From(left, 0), result, rows, task.ValueSize, count, left > 0, isFinite);
            }

            Finish(unit, top, rows, largest, sums, result);
        }

        private void Finish(int unit, int top, int rows, T* largest, double* sums, MatrixView<T> result)
        {
            for (int i = 0; i < rows; i++)
            {
                // Where nothing was attended to nothing was added either, and with no keys at all nothing was even stored.
                T* to = result.From(i, 0).First;
                bool isBlocked = sums[i] == 0;
                T share = isBlocked ? T.Zero : T.CreateTruncating(1 / sums[i]);
                if (isBlocked)
                {
                    new Span<T>(to, task.ValueSize).Clear();
                }
                else
                {
                    Scale(to, share);
                }

                if (!kept.IsNone)
                {
                    Span<T> ofQuery = kept.Part<T>(((unit * task.Queries) + top + i) * KeptPerQuery, KeptPerQuery);
                    ofQuery[0] = isBlocked ? T.Zero : largest[i];
                    ofQuery[1] = share;
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private void Scale(T* x, T factor)
        {
            nuint n = (nuint)task.ValueSize, width = (nuint)L.Count, rest = n % width, whole = n - rest;
            L by = L.Splat(factor);
            for (nuint i = 0; i < whole; i += width)
            {
                L.Store(by * L.Load(ref *x, i), ref *x, i);
            }

            if (rest > 0)
            {
                Tail.StoreInline(by * L.Load(ref *x, whole), ref *x, whole, rest);
            }
        }

        // Scores become the powers of what they are above the shift, 0 where they are −∞; returns their sum.
        [MethodImpl(Lanes.Hot)]
        private static T Powers(T* x, int room, T shift)
        {
            L by = L.Splat(shift), sum = 0;
            for (nuint i = 0; i < (nuint)room; i += (nuint)L.Count)
            {
                L score = L.Load(ref *x, i);
                L power = L.IfGreaterOrEqual(double.NegativeInfinity, score, 0, L.ExpOfNegative(score - by));
                L.Store(power, ref *x, i);
                sum += power;
            }

            return L.Sum(sum);
        }
    }
}
