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
                int parts = (task.Queries + task.QueryTile - 1) / task.QueryTile, atATime = AtATime(in task, task.QueryTile);
                var chunks = new ForwardChunks<T, L>(task, output, kept, parts, atATime, IsFinite<T, L>(task.Value.Array));
                Workers.Run(in chunks, ((task.Units * parts) + atATime - 1) / atATime, task.Products);
            }
        }
    }

    // Some queries of some heads.
    private readonly struct ForwardChunks<T, L>(AttentionTask task, HeadView output, ArrayView kept, int parts, int atATime,
        bool allFinite) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        private readonly AttentionTask _task = task;

        public void Run(int chunk)
        {
            int size = _task.KeyTile * Tile<T, L>.Room(_task.QueryTile), heads = _task.HeadCount;
            BufferPool pool = BufferPool.Current;
            TensorBuffer buffer = pool.Rent((long)size * sizeof(T)), drawn = pool.Rent((long)_task.DropWords * sizeof(ulong));
            fixed (ulong* bits = drawn.Span<ulong>(0, _task.DropWords))
            fixed (T* room = buffer.Span<T>(0, size), queries = _task.Query.Array.Elements<T>(),
                keys = _task.Key.Array.Elements<T>(), values = _task.Value.Array.Elements<T>(), results = output.Array.Elements<T>())
            {
                for (int i = chunk * atATime; i < Math.Min((chunk + 1) * atATime, _task.Units * parts); i++)
                {
                    (int unit, int part) = Math.DivRem(i, parts);
                    int top = part * _task.QueryTile;
                    Some(unit, top, Math.Min(_task.QueryTile, _task.Queries - top), room, bits, _task.Query.Matrix(queries, unit, heads),
                        _task.Key.Matrix(keys, unit, heads), _task.Value.Matrix(values, unit, heads),
                        output.Matrix(results, unit, heads).From(top, 0));
                }
            }

            pool.Return(drawn);
            pool.Return(buffer);
        }

        [SkipLocalsInit]
        private void Some(int unit, int top, int rows, T* scores, ulong* bits, MatrixView<T> query, MatrixView<T> key,
            MatrixView<T> value, MatrixView<T> result)
        {
            int end = _task.Open(top + rows - 1, 0, _task.Keys);
            bool isFinite = allFinite || IsFinite<T, L>(value, end, _task.ValueSize);

            // Of each query the largest score so far, the sum of the powers of what the others are below it, that of some keys alone, and
            // the factor that what was found before is to be multiplied by.
            int row = Tile<T, L>.Room(rows);
            T* largest = stackalloc T[AttentionTask.MostQueries], factors = stackalloc T[AttentionTask.MostQueries],
                parts = stackalloc T[AttentionTask.MostQueries];
            double* sums = stackalloc double[AttentionTask.MostQueries];
            new Span<T>(largest, row).Fill(T.NegativeInfinity);
            new Span<double>(sums, rows).Clear();
            var tile = new Tile<T, L>(in _task, unit, scores, row);
            for (int left = 0; left < end; left += _task.KeyTile)
            {
                int count = Math.Min(_task.KeyTile, end - left);
                Multiply<T, L>(key.From(left, 0), query.From(top, 0).Transposed, tile.View, count, rows, _task.KeySize, false, true);
                Powers(scores, row, count, tile.Complete(top, rows, left, count), largest, parts, factors);
                for (int i = 0; i < rows; i++)
                {
                    sums[i] = (sums[i] * double.CreateTruncating(factors[i])) + double.CreateTruncating(parts[i]);
                }

                // The sums are those of all weights, dropped or not.
                tile.Draw(bits, top, rows, left, count);
                tile.Drop(scores, bits, rows, count);
                if (left > 0)
                {
                    Scale(result, rows, _task.ValueSize, factors);
                }

                Multiply<T, L>(
                    tile.View.Transposed, value.From(left, 0), result, rows, _task.ValueSize, count, left > 0, isFinite);
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
                    new Span<T>(result.From(i, 0).First, _task.ValueSize).Clear();
                }
            }

            Scale(result, rows, _task.ValueSize, shares);
            if (!kept.IsNone)
            {
                Span<T> shifts = kept.Part<T>((unit * _task.Queries * KeptPerQuery) + top, rows);
                new Span<T>(shares, rows).CopyTo(kept.Part<T>((((unit * KeptPerQuery) + 1) * _task.Queries) + top, rows));
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
