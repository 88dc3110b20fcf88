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
            var chunks = new BackwardChunks<T, L>(task, output, kept, upstream, byQuery, byKey, byValue, allFinite);
            Share(in chunks, task.Units, in task);
        }
    }

    // One head of one sequence.
    private readonly struct BackwardChunks<T, L>(
        AttentionTask task, HeadView output, ArrayView kept, HeadView upstream, HeadView byQuery, HeadView byKey, HeadView byValue,
        bool allFinite)
        : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int unit)
        {
            int size = Tile<T, L>.Room(task.KeyTile) * task.QueryTile;
            BufferPool pool = BufferPool.Current;
            TensorBuffer buffer = pool.Rent(((2L * size) + (2L * task.Queries)) * sizeof(T));
            fixed (T* room = buffer.Span<T>(0, (2 * size) + (2 * task.Queries)), queries = task.Query.Array.Elements<T>(),
                keys = task.Key.Array.Elements<T>(), values = task.Value.Array.Elements<T>(), outputs = output.Array.Elements<T>(),
                upstreams = upstream.Array.Elements<T>(), byQueries = byQuery.Array.Elements<T>(), byKeys = byKey.Array.Elements<T>(),
                byValues = byValue.Array.Elements<T>())
            {
                int heads = task.HeadCount;
                new Head<T, L>
                {
                    Task = task,
                    Unit = unit,
                    IsFinite = allFinite,
                    Kept = kept.Part<T>(unit * task.Queries * KeptPerQuery, task.Queries * KeptPerQuery),
                    Weights = room,
                    Slopes = room + size,
                    Sums = room + (2 * size),
                    Shares = room + (2 * size) + task.Queries,
                    Query = task.Query.Matrix(queries, unit, heads),
                    Key = task.Key.Matrix(keys, unit, heads),
                    Value = task.Value.Matrix(values, unit, heads),
                    Output = output.Matrix(outputs, unit, heads),
                    Upstream = upstream.Matrix(upstreams, unit, heads),
                    ByQuery = byQuery.Matrix(byQueries, unit, heads),
                    ByKey = byKey.Matrix(byKeys, unit, heads),
                    ByValue = byValue.Matrix(byValues, unit, heads),
                }.Run();
            }

            pool.Return(buffer);
        }
    }

    private ref struct Head<T, L>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public AttentionTask Task;
        public int Unit;
        public bool IsFinite;
        public ReadOnlySpan<T> Kept;

        // Queries whose sums are added up side by side, for each is one long chain.
        private const int Abreast = 4;

        // Tiles of weights, and of gradients by the scores; of each query the sum of upstream times output, and one over the sum of its
        // powers.
        public T* Weights, Slopes, Sums, Shares;
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
                T share = Kept[(i * KeptPerQuery) + 1];
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
            int row = Tile<T, L>.Room(count);
            var weights = new Tile<T, L>(in Task, Unit, Weights, row);
            MatrixView<T> slopes = new(Slopes, row, 1), query = Query.From(top, 0), key = Key.From(left, 0), value = Value.From(left, 0),
                upstream = Upstream.From(top, 0);
            Multiply<T, L>(query, key.Transposed, weights.View, rows, count, Task.KeySize, false, true);
            Multiply<T, L>(upstream, value.Transposed, slopes, rows, count, Task.ValueSize, false, IsFinite);
            weights.Complete(rows, top, left, count);
            fixed (T* kept = Kept)
            {
                Slope(Weights, Slopes, rows, row, kept + (top * KeptPerQuery), Shares + top, IsOneTile ? null : Sums + top,
                    T.CreateTruncating(Task.Scale));
            }

            if (!ByValue.IsNull)
            {
                Multiply<T, L>(weights.View.Transposed, upstream, ByValue.From(left, 0), count, Task.ValueSize, rows, adds, IsFinite);
            }

            if (!ByKey.IsNull)
            {
                Multiply<T, L>(slopes.Transposed, query, ByKey.From(left, 0), count, Task.KeySize, rows, adds, IsFinite);
            }

            if (!ByQuery.IsNull)
            {
                Multiply<T, L>(slopes, key, ByQuery.From(top, 0), rows, Task.KeySize, count, left > 0, IsFinite);
            }
        }

        // Scores become weights, and gradients by weights those by products of queries and keys; 0 where the weight is. The sum that is
        // subtracted from these is that of their products with the weights, which all are here where none is given.
        [MethodImpl(Lanes.Hot)]
        private static void Slope(T* x, T* y, int rows, int room, T* kept, T* shares, T* sums, T factor)
        {
            nuint n = (nuint)room, width = (nuint)L.Count;
            L scale = L.Splat(factor), closed = double.NegativeInfinity;
            for (int i = 0; i < rows; i++, x += room, y += room)
            {
                if (shares[i] == T.Zero)
                {
                    new Span<T>(x, room).Clear();
                    new Span<T>(y, room).Clear();
                    continue;
                }

                L by = L.Splat(kept[i * KeptPerQuery]), times = L.Splat(shares[i]), products = 0;
                for (nuint j = 0; j < n; j += width)
                {
                    L score = L.Load(ref *x, j);
                    L weight = times * L.IfGreaterOrEqual(closed, score, 0, L.ExpOfNegative(score - by));
                    L.Store(weight, ref *x, j);
                    products += L.IfZero(weight, 0, weight * L.Load(ref *y, j));
                }

                L total = L.Splat(sums is null ? L.Sum(products) : sums[i]);
                for (nuint j = 0; j < n; j += width)
                {
                    L weight = L.Load(ref *x, j);
                    L.Store(L.IfZero(weight, 0, scale * (weight * (L.Load(ref *y, j) - total))), ref *y, j);
                }
            }
        }

        // The sums of some queries side by side, each added up as an element of a matrix product is: where all of a query's weight is at
        // one
        // key, it equals the gradient by that weight to the bit, and leaves none of the score. The last queries are summed up again.
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
        private static T Add(T factor, T x, T sum) => factor == T.Zero ? sum : T.FusedMultiplyAdd(factor, x, sum);

        private static void Clear(MatrixView<T> x, int rows, int columns)
        {
            for (int i = 0; i < rows && !x.IsNull; i++)
            {
                new Span<T>(x.From(i, 0).First, columns).Clear();
            }
        }
    }
}
