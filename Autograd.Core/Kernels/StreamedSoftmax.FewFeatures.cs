using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static partial class StreamedSoftmax
{
    // The same with so few features that a score is made where it is needed, in a register, and never stored: the power of a score takes three
    // times as long as the score. Missing features are zeros. Powers are of 2, which takes fewer steps.
    internal const int FewFeatures = 4;
    private const double Log2E = 1.4426950408889634;

    // The weights of so many classes and their gradients stay in the first-level cache while the rows pass.
    internal const int FewFeaturesStretch = 768;

    // Where no score is further from zero the powers need no largest score to be found first: less a bound they are all normal numbers.
    private const double LargestBound = 40;

    private readonly struct FewForwardChunks<T, L>(ClassScores scores, Tensor classes, double[] allLargest, double[] allSums, double[] scored, int part) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            using var scope = new TensorScope();
            int rows = scores.Rows, end = Math.Min(scores.Classes, (chunk + 1) * part);
            ReadOnlySpan<long> wanted = classes.Elements<long>();
            Span<double> largest = allLargest.AsSpan(chunk * rows, rows), sums = allSums.AsSpan(chunk * rows, rows);
            largest.Fill(double.NegativeInfinity);
            var weights = new FewWeights<T, L>(scores);
            for (int start = chunk * part; start < end; start += FewFeaturesStretch)
            {
                weights.Load(start, Math.Min(FewFeaturesStretch, end - start));
                for (int row = 0; row < rows; row++)
                {
                    Features<T> x = weights.Row(row);
                    T bound = weights.Bound(in x);
                    double before = largest[row];
                    double now = Math.Max(before, double.CreateTruncating(bound <= T.CreateTruncating(LargestBound) ? bound : Largest(weights.Packed, weights.Count, in x)));
                    T shift = double.IsNegativeInfinity(now) ? T.Zero : T.CreateTruncating(now);
                    sums[row] = (before == now ? sums[row] : sums[row] * Math.Exp(before - now)) + SumOfPowers(weights.Packed, weights.Count, in x, shift);
                    largest[row] = now;
                    if ((ulong)(wanted[row] - start) < (ulong)weights.Count)
                    {
                        scored[row] = double.CreateTruncating(weights.Score((int)(wanted[row] - start), in x));
                    }
                }
            }
        }

        [MethodImpl(Lanes.Hot)]
        private static T Largest(ReadOnlySpan<T> packed, int count, in Features<T> x)
        {
            ref readonly T w = ref packed[..FewWeights<T, L>.Size(count)][0];
            L x0 = L.Splat(x[0]), x1 = L.Splat(x[1]), x2 = L.Splat(x[2]), x3 = L.Splat(x[3]), largest = double.NegativeInfinity;
            nuint width = (nuint)L.Count, rest = (nuint)(count % L.Count), i = 0;
            for (int left = count / L.Count; left > 0; left--, i += FewFeatures * width)
            {
                largest = L.AtLeast(FewWeights<T, L>.Scores(in w, i, x0, x1, x2, x3), largest);
            }

            return L.Largest(rest == 0 ? largest : L.AtLeast(Tail.Fill<T, L>(FewWeights<T, L>.Scores(in w, i, x0, x1, x2, x3), rest, double.NegativeInfinity), largest));
        }

        [MethodImpl(Lanes.Hot)]
        private static double SumOfPowers(ReadOnlySpan<T> packed, int count, in Features<T> x, T shift)
        {
            nuint width = (nuint)L.Count, block = FewFeatures * width, rest = (nuint)(count % L.Count), size = (nuint)FewWeights<T, L>.Size(count), i = 0;
            ref readonly T w = ref packed[..(int)size][0];
            L x0 = L.Splat(x[0]), x1 = L.Splat(x[1]), x2 = L.Splat(x[2]), x3 = L.Splat(x[3]), by = L.Splat(shift), sum = 0;
            for (nuint end = rest == 0 ? size : size - block; ; end = size, by = Tail.Fill<T, L>(by, rest, double.PositiveInfinity))
            {
                for (; i < end; i += block)
                {
                    sum += L.Exp2OfNegativeTimes(Log2E * (FewWeights<T, L>.Scores(in w, i, x0, x1, x2, x3) - by), 1);
                }

                if (end == size)
                {
                    break;
                }
            }

            return double.CreateTruncating(L.Sum(sum));
        }
    }

    private readonly struct FewBackwardChunks<T, L>(
        ClassScores scores, Tensor classes, Tensor kept, Tensor upstream, Tensor? sums, Tensor? byWeight, int part) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            using var scope = new TensorScope();
            int rows = scores.Rows, features = scores.Features, end = Math.Min(scores.Classes, (chunk + 1) * part);
            ReadOnlySpan<long> wanted = classes.Elements<long>();
            ReadOnlySpan<T> arrived = upstream.Elements<T>(), totals = kept.Elements<T>();
            Span<T> byX = sums is null ? default : sums.Elements<T>().Slice(chunk * rows * features, rows * features);
            byX.Clear();
            var weights = new FewWeights<T, L>(scores);
            Span<T> gradients = Tensor.Result([weights.Packed.Length], upstream.DType).Elements<T>();
            for (int start = chunk * part; start < end; start += FewFeaturesStretch)
            {
                weights.Load(start, Math.Min(FewFeaturesStretch, end - start));
                gradients.Clear();
                for (int row = 0; row < rows; row++)
                {
                    Features<T> x = weights.Row(row), byRow = default;
                    Gradient(weights.Packed, gradients, weights.Count, in x, totals[row], -arrived[row], ref byRow);
                    if ((ulong)(wanted[row] - start) < (ulong)weights.Count)
                    {
                        weights.Add((int)(wanted[row] - start), arrived[row], in x, ref byRow, gradients);
                    }

                    for (int k = 0; k < features && !byX.IsEmpty; k++)
                    {
                        byX[(row * features) + k] += byRow[k];
                    }
                }

                if (byWeight is not null)
                {
                    weights.Unpack(gradients, byWeight.Elements<T>().Slice(start * features, weights.Count * features));
                }
            }
        }

        // With powers p = factor · exp(s − total) the gradient by a row's features is the sum of p · w, and p · x is added to that by w.
        [MethodImpl(Lanes.Hot)]
        private static void Gradient(ReadOnlySpan<T> packed, Span<T> gradients, int count, in Features<T> x, T total, T factor, ref Features<T> byRow)
        {
            nuint width = (nuint)L.Count, block = FewFeatures * width, rest = (nuint)(count % L.Count), size = (nuint)FewWeights<T, L>.Size(count), i = 0;
            ref readonly T w = ref packed[..(int)size][0];
            ref T g = ref gradients[..(int)size][0];
            L x0 = L.Splat(x[0]), x1 = L.Splat(x[1]), x2 = L.Splat(x[2]), x3 = L.Splat(x[3]), by = L.Splat(total), times = L.Splat(factor);
            L d0 = 0, d1 = 0, d2 = 0, d3 = 0;
            for (nuint end = rest == 0 ? size : size - block; ; end = size, by = Tail.Fill<T, L>(by, rest, double.PositiveInfinity))
            {
                for (; i < end; i += block)
                {
                    nuint second = i + width, third = second + width, fourth = third + width;
                    L p = L.Exp2OfNegativeTimes(Log2E * (FewWeights<T, L>.Scores(in w, i, x0, x1, x2, x3) - by), times);

                    // Loaded again, which is cheaper than to keep them beside a power.
                    d0 = L.FusedMultiplyAdd(p, in w, i, d0);
                    d1 = L.FusedMultiplyAdd(p, in w, second, d1);
                    d2 = L.FusedMultiplyAdd(p, in w, third, d2);
                    d3 = L.FusedMultiplyAdd(p, in w, fourth, d3);
                    L.Store(L.FusedMultiplyAdd(p, x0, L.Load(ref g, i)), ref g, i);
                    L.Store(L.FusedMultiplyAdd(p, x1, L.Load(ref g, second)), ref g, second);
                    L.Store(L.FusedMultiplyAdd(p, x2, L.Load(ref g, third)), ref g, third);
                    L.Store(L.FusedMultiplyAdd(p, x3, L.Load(ref g, fourth)), ref g, fourth);
                }

                if (end == size)
                {
                    break;
                }
            }

            byRow[0] = L.Sum(d0);
            byRow[1] = L.Sum(d1);
            byRow[2] = L.Sum(d2);
            byRow[3] = L.Sum(d3);
        }
    }
}
