using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// One class's log-probability for each row under the softmax of the scores x · Wᵀ + b, and its gradient. The scores are computed some
/// hundred classes at a time while the largest and the sum of the powers run along (Milakov and Gimelshein, 2018, arXiv:1805.02867), and
/// again on the way back, so that a row of them is never held: with few features a product is cheaper than the memory it would fill.
/// Threads share the classes by parts that depend on the sizes alone, and so does the result.
/// </summary>
internal static partial class StreamedSoftmax
{
    // Scores of so many elements stay in the second-level cache between the passes over them.
    private const int Scores = 1 << 16;
    private const int FewestClasses = 512;

    // Parts of the classes, each with a largest score and a sum for every row on the way there, and with a gradient by x on the way back.
    private const int MostParts = 16;

    // As many elements are summed in the precision of the tensor before the part goes to the total.
    private const int MostClasses = 4096;

    /// <summary>The log-probability of each row's class, and the logarithm of the sum of the powers, which the way back needs.</summary>
    public static void Forward(in ClassScores scores, Tensor classes, Tensor logProbabilities, Tensor logSums) =>
        Lanes.Run(new ForwardKernel(scores, classes, logProbabilities, logSums), logProbabilities.DType);

    /// <summary>The gradients by x, W and b, each where it is wanted, for a gradient that arrived for each row.</summary>
    public static void Backward(in ClassScores scores, Tensor classes, Tensor logSums, Tensor upstream, Tensor? byX, Tensor? byWeight, Tensor? byBias) =>
        Lanes.Run(new BackwardKernel(scores, classes, logSums, upstream, byX, byWeight, byBias), upstream.DType);

    private static int Stretch(in ClassScores scores) => Math.Min(scores.Classes, Math.Clamp(Scores / scores.Rows, FewestClasses, MostClasses));

    /// <summary>How many classes a part has: whole stretches, but for the last.</summary>
    private static int Part(in ClassScores scores)
    {
        int stretch = HasFewFeatures(in scores) ? FewFeaturesStretch : Stretch(in scores), stretches = (scores.Classes + stretch - 1) / stretch;
        return (stretches + MostParts - 1) / MostParts * stretch;
    }

    private static bool HasFewFeatures(in ClassScores scores) => scores.Features <= FewFeatures && scores.Bias is null;

    private readonly struct ForwardKernel(ClassScores scores, Tensor classes, Tensor logProbabilities, Tensor logSums) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int rows = scores.Rows, part = Part(in scores), parts = (scores.Classes + part - 1) / part;
            double[] largest = new double[parts * rows], sums = new double[parts * rows], scored = new double[rows];
            if (HasFewFeatures(in scores))
            {
                Workers.Run(new FewForwardChunks<T, L>(scores, classes, largest, sums, scored, part), parts);
            }
            else
            {
                Workers.Run(new ForwardChunks<T, L>(scores, classes, largest, sums, scored, part), parts);
            }

            Span<T> logs = logProbabilities.Elements<T>(), totals = logSums.Elements<T>();
            for (int row = 0; row < rows; row++)
            {
                double most = double.NegativeInfinity, sum = 0;
                for (int i = row; i < largest.Length; i += rows)
                {
                    most = Math.Max(most, largest[i]);
                }

                for (int i = row; i < sums.Length; i += rows)
                {
                    // Where all scores are −∞ there is nothing to subtract; their powers are 0.
                    sum += largest[i] == most ? sums[i] : sums[i] * Math.Exp(largest[i] - most);
                }

                double log = Math.Log(sum);
                logs[row] = T.CreateTruncating(scored[row] - most - log);
                totals[row] = T.CreateTruncating(most + log);
            }
        }
    }

    // The largest scores and the sums of some classes.
    private readonly struct ForwardChunks<T, L>(ClassScores scores, Tensor classes, double[] allLargest, double[] allSums, double[] scored, int part) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            using var scope = new TensorScope();
            int rows = scores.Rows, stretch = Stretch(in scores), end = Math.Min(scores.Classes, (chunk + 1) * part);
            ReadOnlySpan<long> wanted = classes.Elements<long>();
            Span<double> largest = allLargest.AsSpan(chunk * rows, rows), sums = allSums.AsSpan(chunk * rows, rows);
            largest.Fill(double.NegativeInfinity);
            Tensor some = Tensor.Result([rows, stretch], scores.X.DType);
            for (int start = chunk * part; start < end; start += stretch)
            {
                int count = Math.Min(stretch, end - start);
                scores.Compute(start, count, some);
                ReadOnlySpan<T> all = some.Elements<T>();
                for (int row = 0; row < rows; row++)
                {
                    ReadOnlySpan<T> of = all.Slice(row * count, count);
                    double before = largest[row], now = Math.Max(before, double.CreateTruncating(Largest(of)));
                    T shift = double.IsNegativeInfinity(now) ? T.Zero : T.CreateTruncating(now);
                    sums[row] = (before == now ? sums[row] : sums[row] * Math.Exp(before - now)) + SumOfPowers(of, shift);
                    largest[row] = now;
                    if ((ulong)(wanted[row] - start) < (ulong)count)
                    {
                        scored[row] = double.CreateTruncating(of[(int)(wanted[row] - start)]);
                    }
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static T Largest(ReadOnlySpan<T> xs)
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
        private static double SumOfPowers(ReadOnlySpan<T> xs, T shift)
        {
            ref readonly T x = ref MemoryMarshal.GetReference(xs);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, i = 0;
            L by = L.Splat(shift), sum = 0;
            for (; i + width <= n; i += width)
            {
                sum += L.ExpOfNegative(L.Load(in x, i) - by);
            }

            if (i < n)
            {
                sum += Tail.Mask<T, L>(L.ExpOfNegative(Tail.Load<T, L>(in x, i, n - i) - by), n - i);
            }

            return double.CreateTruncating(L.Sum(sum));
        }
    }

    private readonly struct BackwardKernel(
        ClassScores scores, Tensor classes, Tensor logSums, Tensor upstream, Tensor? byX, Tensor? byWeight, Tensor? byBias) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int part = Part(in scores), parts = (scores.Classes + part - 1) / part;
            Tensor? sums = byX is null ? null : Tensor.Result([parts, byX.Count], byX.DType);
            if (HasFewFeatures(in scores))
            {
                Workers.Run(new FewBackwardChunks<T, L>(scores, classes, logSums, upstream, sums, byWeight, part), parts);
            }
            else
            {
                Workers.Run(new BackwardChunks<T, L>(scores, classes, logSums, upstream, sums, byWeight, byBias, part), parts);
            }

            byX?.Bytes.Clear();
            for (int i = 0; i < parts && byX is not null; i++)
            {
                Elementwise.AddInPlace(byX, sums!.View(byX.Shape, i * byX.Count));
            }
        }
    }

    // The gradients by the weights of some classes, and their share of the gradient by x.
    private readonly struct BackwardChunks<T, L>(
        ClassScores scores, Tensor classes, Tensor logSums, Tensor upstream, Tensor? sums, Tensor? byWeight, Tensor? byBias, int part) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            using var scope = new TensorScope();
            int rows = scores.Rows, features = scores.Features, stretch = Stretch(in scores), end = Math.Min(scores.Classes, (chunk + 1) * part);
            ReadOnlySpan<long> wanted = classes.Elements<long>();
            ReadOnlySpan<T> arrived = upstream.Elements<T>(), totals = logSums.Elements<T>();
            Tensor some = Tensor.Result([rows, stretch], upstream.DType);
            Tensor? sum = sums?.View(scores.X.Shape, chunk * scores.X.Count), share = sum is null ? null : Tensor.Result(sum.Shape, sum.DType);
            Tensor? ones = byBias is null ? null : Tensor.Ones([rows], upstream.DType);
            sum?.Bytes.Clear();
            for (int start = chunk * part; start < end; start += stretch)
            {
                int count = Math.Min(stretch, end - start);
                scores.Compute(start, count, some);
                Span<T> all = some.Elements<T>();
                for (int row = 0; row < rows; row++)
                {
                    Span<T> of = all.Slice(row * count, count);
                    Gradient(of, totals[row], -arrived[row]);
                    if ((ulong)(wanted[row] - start) < (ulong)count)
                    {
                        of[(int)(wanted[row] - start)] += arrived[row];
                    }
                }

                if (sum is not null)
                {
                    MatrixProduct.Run(some, 0, false, scores.Weight, start * features, false, share!, 0, rows, features, count);
                    Elementwise.AddInPlace(sum, share!);
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
        private static void Gradient(Span<T> ss, T total, T factor)
        {
            ref T s = ref MemoryMarshal.GetReference(ss);
            nuint n = (nuint)ss.Length, width = (nuint)L.Count, i = 0;
            L by = L.Splat(total), times = L.Splat(factor);
            for (; i + width <= n; i += width)
            {
                L.Store(times * L.ExpOfNegative(L.Load(in s, i) - by), ref s, i);
            }

            if (i < n)
            {
                Tail.Store<T, L>(times * L.ExpOfNegative(Tail.Load<T, L>(in s, i, n - i) - by), ref s, i, n - i);
            }
        }
    }
}
