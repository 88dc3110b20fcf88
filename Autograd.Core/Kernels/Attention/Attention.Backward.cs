using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static unsafe partial class Attention
{
    /// <summary>The gradients by queries, keys and values, each where it is wanted.</summary>
    public static void Backward(in AttentionTask task, in HeadView output, in ArrayView kept, in HeadView upstream, in HeadView byQuery,
        in HeadView byKey, in HeadView byValue)
    {
        var kernel = new BackwardKernel(task, output, kept, upstream, byQuery, byKey, byValue);
        Lanes.Run(in kernel, kept.DType);
    }

    private readonly struct BackwardKernel(
        AttentionTask task, HeadView output, ArrayView kept, HeadView upstream, HeadView byQuery, HeadView byKey, HeadView byValue)
        : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            // Side by side, queries, keys and values are one array.
            bool allFinite = IsFinite<T, L>(task.Query.Array) && IsFinite<T, L>(upstream.Array)
                && (task.Heads > 0 || (IsFinite<T, L>(task.Key.Array) && IsFinite<T, L>(task.Value.Array)));
            int atATime = AtATime(in task, task.Queries);
            var chunks = new BackwardChunks<T, L>(task, output, kept, upstream, byQuery, byKey, byValue, atATime, allFinite);
            Workers.Run(in chunks, (task.Units + atATime - 1) / atATime, task.Products);
        }
    }

    // Some heads.
    private readonly struct BackwardChunks<T, L>(
        AttentionTask task, HeadView output, ArrayView kept, HeadView upstream, HeadView byQuery, HeadView byKey, HeadView byValue,
        int atATime, bool allFinite)
        : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        private readonly AttentionTask _task = task;

        public void Run(int chunk)
        {
            int size = _task.KeyTile * Tile<T, L>.Room(_task.QueryTile), queriesRoom = Tile<T, L>.Room(_task.Queries);
            BufferPool pool = BufferPool.Current;
            TensorBuffer buffer = pool.Rent(((2L * size) + (2L * queriesRoom)) * sizeof(T)),
                drawn = pool.Rent((long)_task.DropWords * sizeof(ulong));
            fixed (ulong* bits = drawn.Span<ulong>(0, _task.DropWords))
            fixed (T* room = buffer.Span<T>(0, (2 * size) + (2 * queriesRoom)), noted = kept.Elements<T>(),
                queries = _task.Query.Array.Elements<T>(), keys = _task.Key.Array.Elements<T>(), values = _task.Value.Array.Elements<T>(),
                outputs = output.Array.Elements<T>(), upstreams = upstream.Array.Elements<T>(), byQueries = byQuery.Array.Elements<T>(),
                byKeys = byKey.Array.Elements<T>(), byValues = byValue.Array.Elements<T>())
            {
                int heads = _task.HeadCount;
                for (int unit = chunk * atATime; unit < Math.Min((chunk + 1) * atATime, _task.Units); unit++)
                {
                    T* ofQueries = noted + (unit * _task.Queries * KeptPerQuery);
                    new Head<T, L>(in _task)
                    {
                        Unit = unit,
                        IsFinite = allFinite,
                        Shifts = ofQueries,
                        Kept = ofQueries + _task.Queries,
                        Bits = bits,
                        Weights = room,
                        Slopes = room + size,
                        Sums = room + (2 * size),
                        Shares = room + (2 * size) + queriesRoom,
                        Query = _task.Query.Matrix(queries, unit, heads),
                        Key = _task.Key.Matrix(keys, unit, heads),
                        Value = _task.Value.Matrix(values, unit, heads),
                        Output = output.Matrix(outputs, unit, heads),
                        Upstream = upstream.Matrix(upstreams, unit, heads),
                        ByQuery = byQuery.Matrix(byQueries, unit, heads),
                        ByKey = byKey.Matrix(byKeys, unit, heads),
                        ByValue = byValue.Matrix(byValues, unit, heads),
                    }.Run();
                }
            }

            pool.Return(drawn);
            pool.Return(buffer);
        }
    }

    private ref struct Head<T, L>(ref readonly AttentionTask task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public readonly ref readonly AttentionTask Task = ref task;
        public int Unit;
        public bool IsFinite;

        // Which of a tile's weights chance keeps.
        public ulong* Bits;

        // Queries whose sums are added up side by side, for each is one long chain.
        private const int Abreast = 4;

        // Tiles of weights, and of gradients by the scores; of each query what was kept, the sum of upstream times output, and one over the
        // sum of its powers, or 0 where nothing depends on it.
        public T* Weights, Slopes, Shifts, Kept, Sums, Shares;
        public MatrixView<T> Query, Key, Value, Output, Upstream, ByQuery, ByKey, ByValue;

        // Then what is summed over all keys is at hand.
        private readonly bool IsOneTile => Task.Keys <= Task.KeyTile;

        public void Run()
        {
            IsFinite = IsFinite || (IsFinite<T, L>(Query, Task.Queries, Task.KeySize) && IsFinite<T, L>(Key, Task.Keys, Task.KeySize)
                && IsFinite<T, L>(Value, Task.Keys, Task.ValueSize) && IsFinite<T, L>(Upstream, Task.Queries, Task.ValueSize));
            for (int i = 0; i < Task.Queries; i++)
            {
                // A query that nothing depends on is as one that attends to nothing; of finite numbers its gradient is 0 by itself.
                T share = Kept[i];
                bool isUsed = (IsFinite && T.IsFinite(share))
                    || new ReadOnlySpan<T>(Upstream.From(i, 0).First, Task.ValueSize).ContainsAnyExcept(T.Zero);
                Shares[i] = isUsed ? share : T.Zero;
            }

            for (int i = 0; i < Task.Queries && !IsOneTile; i += Abreast)
            {
                SumUp(i);
            }

            if (Task.Keys == 0)
            {
                Clear(ByQuery, Task.Queries, Task.KeySize);
            }

            for (int left = 0; left < Task.Keys; left += Task.KeyTile)
            {
                Keys(left, Math.Min(Task.KeyTile, Task.Keys - left));
            }
        }

        private readonly void Keys(int left, int count)
        {
            // Queries in front of the first key do not see it.
            int tile = Task.QueryTile, first = Task.Causal ? left / Math.Max(1, tile) * tile : 0;
            if (first >= Task.Queries)
            {
                Clear(ByKey.IsNull ? ByKey : ByKey.From(left, 0), count, Task.KeySize);
                Clear(ByValue.IsNull ? ByValue : ByValue.From(left, 0), count, Task.ValueSize);
            }

            for (int top = first; top < Task.Queries; top += tile)
            {
                Tiles(left, count, top, Math.Min(tile, Task.Queries - top), top > first);
            }
        }

        private readonly void Tiles(int left, int count, int top, int rows, bool adds)
        {
            int row = Tile<T, L>.Room(rows);
            var weights = new Tile<T, L>(in Task, Unit, Weights, row);
            MatrixView<T> slopes = new(Slopes, row, 1), query = Query.From(top, 0), key = Key.From(left, 0), value = Value.From(left, 0),
                upstream = Upstream.From(top, 0);
            Multiply<T, L>(key, query.Transposed, weights.View, count, rows, Task.KeySize, false, true);
            if (IsFinite)
            {
                Multiply<T, L>(value, upstream.Transposed, slopes, count, rows, Task.ValueSize, false, true);
            }
            else
            {
                Multiply<T, L>(upstream, value.Transposed, slopes.Transposed, rows, count, Task.ValueSize, false, false);
            }

            weights.Draw(Bits, top, rows, left, count);
            weights.Drop(Slopes, Bits, rows, count);
            Slope(Weights, Slopes, row, count, weights.Complete(top, rows, left, count), Shifts + top, Shares + top,
                IsOneTile ? null : Sums + top, T.CreateTruncating(Task.Scale));
            weights.Drop(Weights, Bits, rows, count);
            if (!ByValue.IsNull)
            {
                Multiply<T, L>(weights.View, upstream, ByValue.From(left, 0), count, Task.ValueSize, rows, adds, IsFinite);
            }

            if (!ByKey.IsNull)
            {
                Multiply<T, L>(slopes, query, ByKey.From(left, 0), count, Task.KeySize, rows, adds, IsFinite);
            }

            if (!ByQuery.IsNull)
            {
                Multiply<T, L>(slopes.Transposed, key, ByQuery.From(top, 0), rows, Task.KeySize, count, left > 0, IsFinite);
            }
        }

        // Scores become weights, and gradients by weights those by products of queries and keys; 0 where the weight is. The sum that is
        // subtracted from these is that of their products with the weights, which all are here where none is given.
        [MethodImpl(Lanes.Hot)]
        private static void Slope(T* scores, T* slopes, int row, int keys, T factor, T* shifts, T* shares, T* sums, T scale)
        {
            nuint width = (nuint)L.Count;
            L times = L.Splat(factor), slope = L.Splat(scale), closed = double.NegativeInfinity;
            for (nuint i = 0; i < (nuint)row; i += width)
            {
                T* x = scores + i, y = slopes + i, end = x + (keys * row);
                L shift = L.Load(ref *shifts, i), share = L.Load(ref *shares, i), total = 0;
                for (; x < end; x += row, y += row)
                {
                    L score = times * L.Load(ref *x, 0);
                    L power = L.IfGreaterOrEqual(closed, score, 0, L.ExpOfNegative(score - shift));
                    L weight = L.IfZero(share, 0, share * power);
                    L.Store(weight, ref *x, 0);
                    total += L.IfZero(weight, 0, weight * L.Load(ref *y, 0));
                }

                total = sums is null ? total : L.Load(ref *sums, i);
                for (x = scores + i, y = slopes + i; x < end; x += row, y += row)
                {
                    L weight = L.Load(ref *x, 0);
                    L.Store(L.IfZero(weight, 0, slope * (weight * (L.Load(ref *y, 0) - total))), ref *y, 0);
                }
            }
        }

        // The sums of some queries side by side, each added up as an element of a matrix product is: where all of a query's weight is at
        // one key, it equals the gradient by that weight to the bit, and leaves none of the score. The last queries are summed up again.
        private readonly void SumUp(int first)
        {
            int last = Task.Queries - 1;
            int second = Math.Min(first + 1, last), third = Math.Min(first + 2, last), fourth = Math.Min(first + 3, last);
            T* x0 = Upstream.From(first, 0).First, x1 = Upstream.From(second, 0).First, x2 = Upstream.From(third, 0).First,
                x3 = Upstream.From(fourth, 0).First;
            T* y0 = Output.From(first, 0).First, y1 = Output.From(second, 0).First, y2 = Output.From(third, 0).First,
                y3 = Output.From(fourth, 0).First;
            T sum0 = T.Zero, sum1 = T.Zero, sum2 = T.Zero, sum3 = T.Zero;
            for (int j = 0; j < Task.ValueSize; j++)
            {
                sum0 = Add(x0[j], y0[j], sum0);
                sum1 = Add(x1[j], y1[j], sum1);
                sum2 = Add(x2[j], y2[j], sum2);
                sum3 = Add(x3[j], y3[j], sum3);
            }

            (Sums[first], Sums[second], Sums[third], Sums[fourth]) = (sum0, sum1, sum2, sum3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Add(T factor, T x, T sum) => factor == T.Zero ? sum : T.MultiplyAddEstimate(factor, x, sum);

        private static void Clear(MatrixView<T> x, int rows, int columns)
        {
            for (int i = 0; i < rows && !x.IsNull; i++)
            {
                new Span<T>(x.From(i, 0).First, columns).Clear();
            }
        }
    }
}
