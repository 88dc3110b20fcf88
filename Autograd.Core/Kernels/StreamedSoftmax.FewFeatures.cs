using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static partial class StreamedSoftmax
{
    // The same with so few features that a score is made where it is needed, in a register, and never stored: the power of a score takes four
    // times as long as the score. Missing features are zeros.
    internal const int FewFeatures = 4;

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
                    double before = largest[row], most = double.CreateTruncating(bound <= T.CreateTruncating(LargestBound) ? bound : Largest(weights.Packed, weights.Count, in x));
                    double now = Math.Max(before, most);
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
            ref readonly T w = ref packed[..FewWeights<T, L>.Size(count)][0];
            L x0 = L.Splat(x[0]), x1 = L.Splat(x[1]), x2 = L.Splat(x[2]), x3 = L.Splat(x[3]), by = L.Splat(shift), sum = 0;
            nuint width = (nuint)L.Count, rest = (nuint)(count % L.Count), i = 0;
            for (int left = count / L.Count; left > 0; left--, i += FewFeatures * width)
            {
                sum += L.ExpOfNegative(FewWeights<T, L>.Scores(in w, i, x0, x1, x2, x3) - by);
            }

            if (rest > 0)
            {
                sum += Tail.Mask<T, L>(L.ExpOfNegative(FewWeights<T, L>.Scores(in w, i, x0, x1, x2, x3) - by), rest);
            }

            return double.CreateTruncating(L.Sum(sum));
        }
    }

    private readonly struct FewBackwardChunks<T, L>(
        ClassScores scores, Tensor classes, Tensor logSums, Tensor upstream, Tensor? sums, Tensor? byWeight, int part) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            using var scope = new TensorScope();
            int rows = scores.Rows, features = scores.Features, end = Math.Min(scores.Classes, (chunk + 1) * part);
            ReadOnlySpan<long> wanted = classes.Elements<long>();
            ReadOnlySpan<T> arrived = upstream.Elements<T>(), totals = logSums.Elements<T>();
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
            int size = FewWeights<T, L>.Size(count);
            ref readonly T w = ref packed[..size][0];
            ref T g = ref gradients[..size][0];
            L x0 = L.Splat(x[0]), x1 = L.Splat(x[1]), x2 = L.Splat(x[2]), x3 = L.Splat(x[3]), by = L.Splat(total), times = L.Splat(factor);
            L d0 = 0, d1 = 0, d2 = 0, d3 = 0;
            nuint width = (nuint)L.Count;
            for (nuint i = 0, left = (nuint)count; ; left -= width)
            {
                nuint second = i + width, third = second + width, fourth = third + width;
                L p = times * L.ExpOfNegative(FewWeights<T, L>.Scores(in w, i, x0, x1, x2, x3) - by);
                if (left < width)
                {
                    p = Tail.Mask<T, L>(p, left);
                }

                L.Store(L.FusedMultiplyAdd(p, x0, L.Load(ref g, i)), ref g, i);
                L.Store(L.FusedMultiplyAdd(p, x1, L.Load(ref g, second)), ref g, second);
                L.Store(L.FusedMultiplyAdd(p, x2, L.Load(ref g, third)), ref g, third);
                L.Store(L.FusedMultiplyAdd(p, x3, L.Load(ref g, fourth)), ref g, fourth);

                // Loaded again, which is cheaper than to keep them beside an exponential.
                d0 = L.FusedMultiplyAdd(p, L.Load(in w, i), d0);
                d1 = L.FusedMultiplyAdd(p, L.Load(in w, second), d1);
                d2 = L.FusedMultiplyAdd(p, L.Load(in w, third), d2);
                d3 = L.FusedMultiplyAdd(p, L.Load(in w, fourth), d3);
                i = fourth + width;
                if (left <= width)
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
