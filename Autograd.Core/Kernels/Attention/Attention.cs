using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// Attention that never holds all scores of a head: some hundred keys at a time, while the largest score and the sum of the powers run
/// along, and again on the way back (Milakov and Gimelshein, 2018, arXiv:1805.02867; Dao et al., 2022, arXiv:2205.14135).
/// </summary>
/// <remarks>
/// What is closed has the score −∞ and the weight 0, and what has the weight 0 counts for nothing, whatever stands there: where a matrix
/// holds a number that is not finite, products leave the zeros out, in the order of additions that they have otherwise.
/// </remarks>
internal static unsafe partial class Attention
{
    // So many multiply-adds are handed over at a time: heads, or parts of them, several where each is little.
    private const long Chunk = Workers.Products / 8;

    // Numbers kept for each query: what was subtracted from its scores, and one over the sum of its powers, or 0 where it attends to
    // nothing.
    public const int KeptPerQuery = 2;

    private static int AtATime(in AttentionTask task, int queries) =>
        (int)Math.Max(1, Chunk / Math.Max(1, (long)queries * task.Keys * (task.KeySize + task.ValueSize)));

    /// <summary>
    /// Some scores of one head, a row for each key with the queries side by side: what is summed over the keys is summed lane by lane.
    /// Whole lanes fill a row; what is in those behind the last query does not matter.
    /// </summary>
    private readonly ref struct Tile<T, L>(ref readonly AttentionTask task, int unit, T* scores, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        private readonly ref readonly AttentionTask _task = ref task;
        private readonly int _start = task.Mask.IsNone ? 0 : task.Mask.Start(in task, unit);
        private readonly int _otherStart = task.OtherMask.IsNone ? 0 : task.OtherMask.Start(in task, unit);

        /// <summary>The scores, or what was made of them.</summary>
        public MatrixView<T> View => new(scores, row, 1);

        /// <summary>Whole lanes that hold so many queries.</summary>
        public static int Room(int queries) => (queries + L.Count - 1) / L.Count * L.Count;

        /// <summary>
        /// Products become scores, −∞ where a query may not attend; returns what they are still to be multiplied by: where nothing is
        /// closed they are left as they are.
        /// </summary>
        public T Complete(int firstQuery, int queries, int firstKey, int keys)
        {
            T scale = T.CreateTruncating(_task.Scale);
            if (_task.Mask.IsNone && !(_task.Causal && firstKey + keys - 1 > firstQuery))
            {
                return scale;
            }

            Scale(scores, row, keys, _task.Causal ? firstKey - firstQuery : -keys, scale);
            for (int j = 0; j < keys && !_task.Mask.IsNone; j++)
            {
                Apply(_task.Mask, _start, scores + (j * row), firstQuery, queries, firstKey + j);
                if (!_task.OtherMask.IsNone)
                {
                    Apply(_task.OtherMask, _otherStart, scores + (j * row), firstQuery, queries, firstKey + j);
                }
            }

            return T.One;
        }

        /// <summary>
        /// Draws what is left out by chance, a word or more of bits for each key's queries, or for all keys where queries fill the rows.
        /// </summary>
        public void Draw(ulong* kept, int firstQuery, int queries, int firstKey, int keys)
        {
            (int parts, int count) = Parts(queries, keys);
            int words = Drops.WordsFor(count);
            for (int j = 0; j < parts && !_task.Drops.IsNone; j++)
            {
                _task.Drops.Draw(in _task, unit, firstQuery, firstKey + j, count, new(kept + (j * words), words));
            }
        }

        /// <summary>Leaves it out of powers, or of gradients by the weights, in the scores' places.</summary>
        public void Drop(T* x, ulong* kept, int queries, int keys)
        {
            (int parts, int count) = Parts(queries, keys);
            int words = Drops.WordsFor(count);
            for (int j = 0; j < parts && !_task.Drops.IsNone; j++)
            {
                Drops.Apply<T, L>(new(kept + (j * words), words), _task.Drops.Map, new(x + (j * row), count));
            }
        }

        private (int Parts, int Count) Parts(int queries, int keys) =>
            queries == _task.Queries && queries == row ? (1, keys * queries) : (keys, queries);

        private static void Apply(in AttentionMask mask, int start, T* x, int firstQuery, int queries, int key)
        {
            int step = mask.Row, first = start + (firstQuery * step) + (key * mask.Column), count = ((queries - 1) * step) + 1;
            if (mask.Array.DType == DType.Bool)
            {
                ReadOnlySpan<byte> open = mask.Array.Part<byte>(first, count);
                for (int i = 0, at = 0; i < queries; i++, at += step)
                {
                    x[i] = open[at] == 0 ? T.NegativeInfinity : x[i];
                }

                return;
            }

            ReadOnlySpan<T> added = mask.Array.Part<T>(first, count);
            for (int i = 0, at = 0; i < queries; i++, at += step)
            {
                bool isClosed = T.IsNegativeInfinity(added[at]) || T.IsNegativeInfinity(x[i]);
                x[i] = isClosed ? T.NegativeInfinity : x[i] + added[at];
            }
        }

        // The first key is closed to so many of the first queries, and each behind it to one more.
        [MethodImpl(Lanes.Hot)]
        private static void Scale(T* x, int row, int keys, int closedTo, T factor)
        {
            nuint end = (nuint)row, width = (nuint)L.Count;
            L scale = L.Splat(factor), closed = double.NegativeInfinity;
            for (; keys > 0; keys--, x += row, closedTo++)
            {
                nuint n = (nuint)Math.Clamp(closedTo, 0, row), rest = n % width, i = 0;
                for (; i + width <= n; i += width)
                {
                    L.Store(closed, ref *x, i);
                }

                if (rest > 0)
                {
                    L.Store(Tail.Fill<T, L>(closed, rest, scale * L.Load(ref *x, i)), ref *x, i);
                    i += width;
                }

                for (; i < end; i += width)
                {
                    L.Store(scale * L.Load(ref *x, i), ref *x, i);
                }
            }
        }
    }

    /// <summary>C = A · B, or C += A · B; where not all is finite zeros of either leave the other out.</summary>
    private static void Multiply<T, L>(MatrixView<T> a, MatrixView<T> b, MatrixView<T> c, int m, int n, int k, bool adds, bool isFinite)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        if (m == 0 || n == 0)
        {
            return;
        }

        if (isFinite && k > 0)
        {
            new MatrixProductBlocks<T, L> { A = a, B = b, C = c, Bias = adds ? c : default, Rows = m, Columns = n, Depth = k }.Run();
            return;
        }

        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++)
                {
                    T x = *a.From(i, p).First, y = *b.From(p, j).First;
                    sum = x == T.Zero || y == T.Zero ? sum : T.MultiplyAddEstimate(x, y, sum);
                }

                T* to = c.From(i, j).First;
                *to = adds ? *to + sum : sum;
            }
        }
    }

    private static bool IsFinite<T, L>(in ArrayView x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        fixed (T* first = x.Elements<T>())
        {
            return Finite.All<T, L>(first, (nuint)x.Count);
        }
    }

    private static bool IsFinite<T, L>(MatrixView<T> x, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        bool isFinite = true;
        for (int i = 0; i < rows && isFinite; i++)
        {
            isFinite = Finite.All<T, L>(x.First + (i * x.Row), (nuint)columns);
        }

        return isFinite;
    }
}
