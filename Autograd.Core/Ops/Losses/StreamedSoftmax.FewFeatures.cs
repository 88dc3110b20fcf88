using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

internal static partial class StreamedSoftmax
{
    // On the way back, with so few features, a score is made where it is needed, in a register, and never stored, and so is its share of
    // the gradients: the products would take a third longer. Missing features are zeros.
    internal const int FewFeatures = 4;

    // The weights of so many classes and their gradients stay in the first-level cache while the rows pass.
    internal const int FewFeaturesStretch = 768;

    private readonly struct FewBackwardChunks<T, L>(
        ClassScores scores, Tensor classes, Tensor kept, Tensor upstream, Tensor? sums, Tensor? byWeight, int part) : IChunks
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>
    {
        public void Run(int chunk)
        {
            using var scope = new TensorScope();
            int rows = scores.Rows, end = Math.Min(scores.Classes, (chunk + 1) * part);
            Span<T> byX = sums is null ? default : sums.Elements<T>().Slice(chunk * rows * scores.Features, rows * scores.Features);
            byX.Clear();
            var weights = new FewWeights<T, L>(scores);
            Span<T> gradients = Tensor.Result([weights.Packed.Length], upstream.DType).Elements<T>();
            Span<T> lanes = Tensor.Result([2 * FewFeatures * L.Count], upstream.DType).Elements<T>();
            Span<T> first = Tensor.Result([FewFeaturesStretch], upstream.DType).Elements<T>(),
                second = Tensor.Result([FewFeaturesStretch], upstream.DType).Elements<T>();
            for (int start = chunk * part; start < end; start += FewFeaturesStretch)
            {
                weights.Load(start, Math.Min(FewFeaturesStretch, end - start));
                gradients.Clear();
                for (int row = 0; row < rows; row += 2)
                {
                    // Two rows at a time: the gradients by the weights are loaded and stored once for both. The last may stand alone.
                    ByScores(in weights, row, start, first);
                    bool isLast = row + 1 == rows;
                    if (isLast)
                    {
                        second.Clear();
                    }
                    else
                    {
                        ByScores(in weights, row + 1, start, second);
                    }

                    Splat(in weights.Rows[row], isLast ? default : weights.Rows[row + 1], lanes);
                    Gradient(weights.Packed, gradients, weights.Count, first, second, lanes, out Features<T> byFirst,
                        out Features<T> bySecond);
                    Add(byX, row, in byFirst);
                    if (!isLast)
                    {
                        Add(byX, row + 1, in bySecond);
                    }
                }

                if (byWeight is not null)
                {
                    weights.Unpack(gradients, byWeight.Elements<T>().Slice(start * scores.Features, weights.Count * scores.Features));
                }
            }
        }

        // The gradient by the scores of a row, u · ([c = t] − p).
        private void ByScores(in FewWeights<T, L> weights, int row, int start, Span<T> gradient)
        {
            T arrived = upstream.Elements<T>()[row];
            if (arrived == T.Zero)
            {
                gradient.Clear();
                return;
            }

            weights.Powers(in weights.Rows[row], kept.Elements<T>()[row], -arrived, gradient);
            long wanted = classes.Elements<long>()[row] - start;
            if ((ulong)wanted < (ulong)weights.Count)
            {
                gradient[(int)wanted] += arrived;
            }
        }

        private void Add(Span<T> byX, int row, in Features<T> byRow)
        {
            for (int k = 0; k < scores.Features && !byX.IsEmpty; k++)
            {
                byX[(row * scores.Features) + k] += byRow[k];
            }
        }

        // The features of two rows in lanes, in memory: the sums take the registers.
        private static void Splat(in Features<T> first, in Features<T> second, Span<T> lanes)
        {
            for (int k = 0; k < FewFeatures; k++)
            {
                lanes.Slice(k * L.Count, L.Count).Fill(first[k]);
                lanes.Slice((FewFeatures + k) * L.Count, L.Count).Fill(second[k]);
            }
        }

        // With gradients p by the scores that by a row's features is the sum of p · w, and p · x is added to that by w.
        [MethodImpl(Lanes.Hot)]
        private static void Gradient(
            ReadOnlySpan<T> packed, Span<T> gradients, int count, ReadOnlySpan<T> byFirst, ReadOnlySpan<T> bySecond, ReadOnlySpan<T> lanes,
            out Features<T> byX, out Features<T> byY)
        {
            nuint width = (nuint)L.Count, classes = (nuint)(FewWeights<T, L>.Size(count) / FewFeatures);
            ref readonly T w = ref packed[..(int)(FewFeatures * classes)][0], xs = ref lanes[..(int)(2 * FewFeatures * width)][0];
            ref readonly T ps = ref byFirst[..(int)classes][0], qs = ref bySecond[..(int)classes][0];
            ref T g = ref gradients[..(int)(FewFeatures * classes)][0];
            L x0 = 0, x1 = 0, x2 = 0, x3 = 0, y0 = 0, y1 = 0, y2 = 0, y3 = 0;
            for (nuint j = 0, i = 0; j < classes; j += width, i += FewFeatures * width)
            {
                L p = L.Load(in ps, j), q = L.Load(in qs, j);
                Feature(p, q, in w, ref g, i, in xs, 0, ref x0, ref y0);
                Feature(p, q, in w, ref g, i, in xs, width, ref x1, ref y1);
                Feature(p, q, in w, ref g, i, in xs, 2 * width, ref x2, ref y2);
                Feature(p, q, in w, ref g, i, in xs, 3 * width, ref x3, ref y3);
            }

            byX = byY = default;
            (byX[0], byX[1], byX[2], byX[3]) = (L.Sum(x0), L.Sum(x1), L.Sum(x2), L.Sum(x3));
            (byY[0], byY[1], byY[2], byY[3]) = (L.Sum(y0), L.Sum(y1), L.Sum(y2), L.Sum(y3));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Feature(L p, L q, ref readonly T w, ref T g, nuint i, ref readonly T xs, nuint feature, ref L byX, ref L byY)
        {
            L both = L.MultiplyAdd(p, in xs, feature, L.Load(ref g, i + feature)), weight = L.Load(in w, i + feature);
            L.Store(L.MultiplyAdd(q, in xs, (FewFeatures * (nuint)L.Count) + feature, both), ref g, i + feature);
            byX = L.MultiplyAdd(p, weight, byX);
            byY = L.MultiplyAdd(q, weight, byY);
        }
    }
}
