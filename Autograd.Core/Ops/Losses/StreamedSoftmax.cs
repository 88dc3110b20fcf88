using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// One class's log-probability for each row under the softmax of the scores x · Wᵀ + b, and its gradient. The scores are computed some
/// hundred classes at a time while the largest and the sum of the powers run along (Milakov and Gimelshein, 2018, arXiv:1805.02867), and
/// again on the way back, so that a row of very many is never held: with few features a product is cheaper than the memory it would fill.
/// Threads share the classes by parts that depend on the sizes alone, and so does the result.
/// </summary>
internal static partial class StreamedSoftmax
{
    // Scores of so many elements stay in the second-level cache between the passes over them.
    private const int Scores = 1 << 16;
    private const int FewestClasses = 512;

    // Parts of the classes, each with a largest score and a sum for every row on the way there, and with a gradient by x on the way back.
    private const int MostParts = 16;

    // No buffer of scores or of what the parts found for each row takes more elements, however many rows there are; nor wraps its size.
    private const int MostElements = 1 << 27;

    private const int MostClasses = 4096;

    // The powers of no more scores are kept for the way back: to load them takes less time than to make them again.
    private const int MostKept = 1 << 20;

    /// <summary>
    /// How many numbers the way back needs: the logarithm of the sum of each row's powers, in front of that what each stretch of classes
    /// had subtracted from its scores, and in front of that the powers, stretch by stretch, if they are kept.
    /// </summary>
    public static int Kept(in ClassScores scores) =>
        scores.Rows * (KeepsPowers(in scores) ? scores.Classes + Stretches(in scores, Stretch(in scores)) + 1 : 1);

    /// <summary>The log-probability of each row's class, and what the way back needs, if there is one.</summary>
    public static void Forward(in ClassScores scores, Tensor classes, Tensor logProbabilities, Tensor? kept)
    {
        var kernel = new ForwardKernel(scores, classes, logProbabilities, kept);
        Lanes.Run(in kernel, logProbabilities.DType);
    }

    /// <summary>The gradients by x, W and b, each where it is wanted, for a gradient that arrived for each row.</summary>
    public static void Backward(in ClassScores scores, Tensor classes, Tensor kept, Tensor upstream, Tensor? byX, Tensor? byWeight,
        Tensor? byBias)
    {
        var kernel = new BackwardKernel(scores, classes, kept, upstream, byX, byWeight, byBias);
        Lanes.Run(in kernel, upstream.DType);
    }

    private static bool KeepsPowers(in ClassScores scores) => !HasFewFeatures(in scores) && (long)scores.Rows * scores.Classes <= MostKept;

    private static int Stretches(in ClassScores scores, int stretch) => (scores.Classes + stretch - 1) / stretch;

    private static int Stretch(in ClassScores scores) => Stretch(scores.Rows, scores.Classes);

    /// <summary>How many classes' scores are held at a time, at least one.</summary>
    internal static int Stretch(int rows, int classes) =>
        Math.Min(classes, Math.Clamp(Scores / rows, Math.Clamp(MostElements / rows, 1, FewestClasses), MostClasses));

    /// <summary>How many classes a part has: whole stretches, but for the last.</summary>
    private static int Part(in ClassScores scores)
    {
        int stretch = HasFewFeatures(in scores) ? FewFeaturesStretch : Stretch(in scores);
        int most = Parts(Math.Max(scores.Rows, scores.X.Count));
        return (Stretches(in scores, stretch) + most - 1) / most * stretch;
    }

    /// <summary>How many parts the classes are cut in at most, for so many numbers that each part adds up.</summary>
    internal static int Parts(int numbers) => Math.Clamp(MostElements / numbers, 1, MostParts);

    private static bool HasFewFeatures(in ClassScores scores) => scores.Features <= FewFeatures && scores.Bias is null;

    private readonly struct ForwardKernel(ClassScores scores, Tensor classes, Tensor logProbabilities, Tensor? kept) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int rows = scores.Rows, part = Part(in scores), parts = (scores.Classes + part - 1) / part;
            double[] largest = new double[parts * rows], sums = new double[parts * rows], scored = new double[rows];
            Workers.Run(new ForwardChunks<T, L>(scores, classes, largest, sums, scored, part, KeepsPowers(in scores) ? kept : null), parts);
            Span<T> logs = logProbabilities.Elements<T>(), totals = kept is null ? default : kept.Elements<T>()[^rows..];
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
                if (!totals.IsEmpty)
                {
                    totals[row] = T.CreateTruncating(most + log);
                }
            }
        }
    }

    // The largest scores and the sums of some classes.
    private readonly struct ForwardChunks<T, L>(
        ClassScores scores, Tensor classes, double[] allLargest, double[] allSums, double[] scored, int part, Tensor? powers) : IChunks
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
            Tensor? some = powers is null ? Tensor.Result([rows, stretch], scores.X.DType) : null;
            for (int start = chunk * part; start < end; start += stretch)
            {
                int count = Math.Min(stretch, end - start);
                Tensor made = some ?? powers!.View([rows * count], rows * start);
                scores.Compute(start, count, made);
                Span<T> all = made.Elements<T>(), shifts = Shifts<T>(in scores, powers, start / stretch);
                for (int row = 0; row < rows; row++)
                {
                    Span<T> of = all.Slice(row * count, count);
                    if ((ulong)(wanted[row] - start) < (ulong)count)
                    {
                        scored[row] = double.CreateTruncating(of[(int)(wanted[row] - start)]);
                    }

                    double before = largest[row], now = Math.Max(before, double.CreateTruncating(Largest(of)));
                    T shift = double.IsNegativeInfinity(now) ? T.Zero : T.CreateTruncating(now);
                    sums[row] = (before == now ? sums[row] : sums[row] * Math.Exp(before - now)) + Powers(of, shift);
                    largest[row] = now;
                    if (!shifts.IsEmpty)
                    {
                        shifts[row] = shift;
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

        // Scores become the powers of what they are above the shift; returns their sum.
        [MethodImpl(Lanes.Hot)]
        private static double Powers(Span<T> xs, T shift)
        {
            ref T x = ref MemoryMarshal.GetReference(xs);
            nuint n = (nuint)xs.Length, width = (nuint)L.Count, rest = n % width, whole = n - rest;
            L by = L.Splat(shift);
            double total = 0;

            // Before the loop, for a sum that has calls behind it is kept in memory within it.
            if (rest > 0)
            {
                L power = L.ExpOfNegative(Tail.Load<T, L>(in x, whole, rest) - by);
                Tail.Store<T, L>(power, ref x, whole, rest);
                total = double.CreateTruncating(L.Sum(Tail.Mask<T, L>(power, rest)));
            }

            for (nuint i = 0; i < whole;)
            {
                L sum = 0;
                for (nuint stop = Math.Min(whole, i + (LongSum.Terms * width)); i < stop; i += width)
                {
                    L power = L.ExpOfNegative(L.Load(in x, i) - by);
                    L.Store(power, ref x, i);
                    sum += power;
                }

                total += double.CreateTruncating(L.Sum(sum));
            }

            return total;
        }
    }

    // What was subtracted from each row's scores in a stretch, where the powers are kept.
    private static Span<T> Shifts<T>(in ClassScores scores, Tensor? powers, int stretch) where T : unmanaged =>
        powers is null ? default : powers.Elements<T>().Slice(scores.Rows * (scores.Classes + stretch), scores.Rows);
}
