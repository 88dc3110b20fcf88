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
    // Multiply-adds from where on threads pay.
    private const long LeastShared = 1 << 20;

    // Numbers kept for each query: what was subtracted from its scores, and one over the sum of its powers, or 0 where it attends to
    // nothing.
    public const int KeptPerQuery = 2;

    private static void Share<C>(in C chunks, int count, in AttentionTask task) where C : struct, IChunks
    {
        if ((long)task.Units * task.Queries * task.Keys * (task.KeySize + task.ValueSize) >= LeastShared)
        {
            Workers.Run(in chunks, count);
            return;
        }

        C alone = chunks;
        for (int chunk = 0; chunk < count; chunk++)
        {
            alone.Run(chunk);
        }
    }

    /// <summary>Some scores of one head, in rows that whole lanes fill.</summary>
    private readonly struct Tile<T, L>(in AttentionTask task, int unit, T* scores, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        private readonly AttentionTask _task = task;
        private readonly int _start = task.Mask.IsNone ? 0 : task.Mask.Start(in task, unit);
        private readonly int _otherStart = task.OtherMask.IsNone ? 0 : task.OtherMask.Start(in task, unit);

        /// <summary>The scores, or what was made of them.</summary>
        public MatrixView<T> View => new(scores, row, 1);

        /// <summary>Whole lanes that hold so many keys.</summary>
        public static int Room(int keys) => (keys + L.Count - 1) / L.Count * L.Count;

        /// <summary>
        /// Products of a query become its scores, −∞ where it may not attend and behind the last key; returns the largest, NaN if there is
        /// one.
        /// </summary>
        public T Complete(T* x, int query, int firstKey, int keys)
        {
            T largest = Scaled(x, _task.Open(query, firstKey, keys), Room(keys), T.CreateTruncating(_task.Scale));
            if (_task.Mask.IsNone)
            {
                return largest;
            }

            Apply(_task.Mask, _start, x, query, firstKey, keys);
            if (!_task.OtherMask.IsNone)
            {
                Apply(_task.OtherMask, _otherStart, x, query, firstKey, keys);
            }

            return Largest(x, Room(keys));
        }

        private static void Apply(in AttentionMask mask, int start, T* x, int query, int firstKey, int keys)
        {
            int first = start + (query * mask.Row) + (firstKey * mask.Column), count = mask.Column == 0 ? 1 : keys;
            if (mask.Array.DType == DType.Bool)
            {
                Close(mask.Array.Part<byte>(first, count), x, keys);
            }
            else
            {
                Add(mask.Array.Part<T>(first, count), x, keys);
            }
        }

        private static void Close(ReadOnlySpan<byte> open, T* x, int keys)
        {
            if (open.Length < keys)
            {
                new Span<T>(x, open[0] == 0 ? keys : 0).Fill(T.NegativeInfinity);
                return;
            }

            for (int i = 0; i < keys; i++)
            {
                x[i] = open[i] == 0 ? T.NegativeInfinity : x[i];
            }
        }

        private static void Add(ReadOnlySpan<T> mask, T* x, int keys)
        {
            for (int i = 0; i < keys; i++)
            {
                T added = mask[mask.Length < keys ? 0 : i];
                x[i] = T.IsNegativeInfinity(added) || T.IsNegativeInfinity(x[i]) ? T.NegativeInfinity : x[i] + added;
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static T Scaled(T* x, int open, int room, T factor)
        {
            nuint n = (nuint)open, width = (nuint)L.Count, rest = n % width, whole = n - rest;
            L scale = L.Splat(factor), closed = double.NegativeInfinity, largest = closed;
            for (nuint i = 0; i < whole; i += width)
            {
                L score = scale * L.Load(ref *x, i);
                L.Store(score, ref *x, i);
                largest = L.AtLeast(score, largest);
            }

            if (rest > 0)
            {
                L score = Tail.Fill<T, L>(scale * L.Load(ref *x, whole), rest, closed);
                L.Store(score, ref *x, whole);
                largest = L.AtLeast(score, largest);
                whole += width;
            }

            for (; whole < (nuint)room; whole += width)
            {
                L.Store(closed, ref *x, whole);
            }

            return L.Largest(largest);
        }

        [MethodImpl(Lanes.Hot)]
        private static T Largest(T* x, int room)
        {
            L largest = double.NegativeInfinity;
            for (nuint i = 0; i < (nuint)room; i += (nuint)L.Count)
            {
                largest = L.AtLeast(L.Load(ref *x, i), largest);
            }

            return L.Largest(largest);
        }
    }

    /// <summary>C = A · B, or C += A · B, of which B is row by row; zeros of A leave B out where that is not all finite.</summary>
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
                    T factor = *a.From(i, p).First;
                    sum = factor == T.Zero ? sum : T.FusedMultiplyAdd(factor, *b.From(p, j).First, sum);
                }

                T* to = c.From(i, j).First;
                *to = adds ? *to + sum : sum;
            }
        }
    }

    private static bool IsFinite<T, L>(MatrixView<T> x, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        L zeros = 0;
        nuint width = (nuint)L.Count, rest = (nuint)columns % width, whole = (nuint)columns - rest;
        for (int i = 0; i < rows; i++)
        {
            T* from = x.First + (i * x.Row);
            for (nuint j = 0; j < whole; j += width)
            {
                zeros += 0 * L.Load(ref *from, j);
            }

            if (rest > 0)
            {
                zeros += 0 * Tail.LoadInline<T, L>(ref *from, whole, rest);
            }
        }

        return L.Sum(zeros) == T.Zero;
    }
}
