using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// One class's log-probability for each row under the softmax of the scores x · Wᵀ + b, and its gradient. The scores are computed some
/// hundred classes at a time while the largest and the sum of the powers run along (Milakov and Gimelshein, 2018, arXiv:1805.02867), and
/// again on the way back, so that a row of them is never held: with few features a product is cheaper than the memory it would fill.
/// </summary>
internal static class StreamedSoftmax
{
    // Scores of so many elements stay in the second-level cache between the passes over them.
    private const int Scores = 1 << 17;
    private const int FewestClasses = 512;

    // As many elements are summed in the precision of the tensor before the part goes to the total.
    private const int MostClasses = 4096;

    /// <summary>The log-probability of each row's class, and the logarithm of the sum of the powers, which the way back needs.</summary>
    public static void Forward(in ClassScores scores, Tensor classes, Tensor logProbabilities, Tensor logSums) =>
        Lanes.Run(new ForwardKernel(scores, classes, logProbabilities, logSums), logProbabilities.DType);

    /// <summary>The gradients by x, W and b, each where it is wanted, for a gradient that arrived for each row.</summary>
    public static void Backward(in ClassScores scores, Tensor classes, Tensor logSums, Tensor upstream, Tensor? byX, Tensor? byWeight, Tensor? byBias) =>
        Lanes.Run(new BackwardKernel(scores, classes, logSums, upstream, byX, byWeight, byBias), upstream.DType);

    private static int Stretch(int rows, int classes) => Math.Min(classes, Math.Clamp(Scores / rows, FewestClasses, MostClasses));

    private readonly struct ForwardKernel(ClassScores scores, Tensor classes, Tensor logProbabilities, Tensor logSums) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int rows = scores.Rows, stretch = Stretch(rows, scores.Classes);
            ReadOnlySpan<long> wanted = classes.Elements<long>();
            double[] largest = new double[rows], sums = new double[rows], scored = new double[rows];
            Array.Fill(largest, double.NegativeInfinity);
            Tensor some = Tensor.Result([rows, stretch], logSums.DType);
            for (int start = 0; start < scores.Classes; start += stretch)
            {
                int count = Math.Min(stretch, scores.Classes - start);
                scores.Compute(start, count, some);
                ReadOnlySpan<T> all = some.Elements<T>();
                for (int row = 0; row < rows; row++)
                {
                    ReadOnlySpan<T> of = all.Slice(row * count, count);
                    double before = largest[row], now = Math.Max(before, double.CreateTruncating(Largest<T, L>(of)));

                    // Where all scores so far are −∞ there is nothing to subtract; their powers are 0.
                    T shift = double.IsNegativeInfinity(now) ? T.Zero : T.CreateTruncating(now);
                    sums[row] = (before == now ? sums[row] : sums[row] * Math.Exp(before - now)) + SumOfPowers<T, L>(of, shift);
                    largest[row] = now;
                    if ((ulong)(wanted[row] - start) < (ulong)count)
                    {
                        scored[row] = double.CreateTruncating(of[(int)(wanted[row] - start)]);
                    }
                }
            }

            Span<T> logs = logProbabilities.Elements<T>(), totals = logSums.Elements<T>();
            for (int row = 0; row < rows; row++)
            {
                double log = Math.Log(sums[row]);
                logs[row] = T.CreateTruncating(scored[row] - largest[row] - log);
                totals[row] = T.CreateTruncating(largest[row] + log);
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static T Largest<T, L>(ReadOnlySpan<T> xs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            L a = double.NegativeInfinity, b = a;
            for (; i + (2 * width) <= n; i += 2 * width)
            {
                a = L.AtLeast(L.Load(in x, i), a);
                b = L.AtLeast(L.Load(in x, i + width), b);
            }

            T largest = L.Largest(L.AtLeast(a, b));
            for (; i < n; i++)
            {
                largest = T.Max(largest, Unsafe.Add(ref Unsafe.AsRef(in x), i));
            }

            return largest;
        }

        [MethodImpl(Lanes.Hot)]
        private static double SumOfPowers<T, L>(ReadOnlySpan<T> xs, T shift)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            L by = L.Splat(shift), a = 0, b = 0;
            for (; i + (2 * width) <= n; i += 2 * width)
            {
                a += L.Exp(L.Load(in x, i) - by);
                b += L.Exp(L.Load(in x, i + width) - by);
            }

            for (; i + width <= n; i += width)
            {
                a += L.Exp(L.Load(in x, i) - by);
            }

            if (i < n)
            {
                b += Tail.Mask<T, L>(L.Exp(Tail.Load<T, L>(in x, i, n - i) - by), n - i);
            }

            return double.CreateTruncating(L.Sum(a + b));
        }
    }

    private readonly struct BackwardKernel(
        ClassScores scores, Tensor classes, Tensor logSums, Tensor upstream, Tensor? byX, Tensor? byWeight, Tensor? byBias) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int rows = scores.Rows, features = scores.Features, stretch = Stretch(rows, scores.Classes);
            ReadOnlySpan<long> wanted = classes.Elements<long>();
            ReadOnlySpan<T> arrived = upstream.Elements<T>(), totals = logSums.Elements<T>();
            Tensor some = Tensor.Result([rows, stretch], upstream.DType);
            Tensor? part = byX is null ? null : Tensor.Result(byX.Shape, byX.DType), ones = byBias is null ? null : Tensor.Ones([rows], upstream.DType);
            byX?.Bytes.Clear();
            for (int start = 0; start < scores.Classes; start += stretch)
            {
                int count = Math.Min(stretch, scores.Classes - start);
                scores.Compute(start, count, some);
                Span<T> all = some.Elements<T>();
                for (int row = 0; row < rows; row++)
                {
                    Span<T> of = all.Slice(row * count, count);
                    Gradient<T, L>(of, totals[row], -arrived[row]);
                    if ((ulong)(wanted[row] - start) < (ulong)count)
                    {
                        of[(int)(wanted[row] - start)] += arrived[row];
                    }
                }

                if (byX is not null)
                {
                    MatrixProduct.Run(some, 0, false, scores.Weight, start * features, false, part!, 0, rows, features, count);
                    Elementwise.AddInPlace(byX, part!);
                }

                if (byWeight is not null)
                {
                    MatrixProduct.Run(some, 0, true, scores.X, 0, false, byWeight, start * features, count, features, rows);
                }

                if (byBias is not null)
                {
                    MatrixProduct.Run(ones!, 0, false, some, 0, false, byBias, start, 1, count, rows);
                }
            }
        }

        // A score s becomes factor · exp(s − total).
        [MethodImpl(Lanes.Hot)]
        private static void Gradient<T, L>(Span<T> ss, T total, T factor)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ref T s = ref MemoryMarshal.GetReference(ss);
            nuint n = (nuint)ss.Length, width = (nuint)L.Count, i = 0;
            L by = L.Splat(total), times = L.Splat(factor);
            for (; i + width <= n; i += width)
            {
                L.Store(times * L.Exp(L.Load(in s, i) - by), ref s, i);
            }

            if (i < n)
            {
                Tail.Store<T, L>(times * L.Exp(Tail.Load<T, L>(in s, i, n - i) - by), ref s, i, n - i);
            }
        }
    }
}
