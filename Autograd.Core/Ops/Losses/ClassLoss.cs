using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>The negative log-likelihood of target classes, with weights and label smoothing, and what its gradient needs.</summary>
internal static partial class ClassLoss
{
    /// <summary>
    /// The losses of all targets, or their weighted mean or sum, from log-probabilities, or from scores and what their log-probabilities
    /// are less, in two parts.
    /// </summary>
    public static void Forward(ClassTargets targets, Tensor scores, Tensor? shifts, double smoothing, Reduction reduction,
        EmptyMean emptyMean, Tensor result)
    {
        if (reduction == Reduction.Mean && emptyMean == EmptyMean.Zero && targets.WantedCount == 0)
        {
            result.Bytes.Clear();
            return;
        }

        var kernel = new ForwardKernel(targets, scores, shifts, smoothing, reduction, result);
        Lanes.Run(in kernel, result.DType);
    }

    /// <summary>The distribution q wanted at each target, nothing where it is ignored, and how often each class is wanted.</summary>
    public static void Wanted(ClassTargets targets, double smoothing, Tensor distribution, Tensor counts)
    {
        var kernel = new WantedKernel(targets, smoothing, distribution, counts);
        Lanes.Run(in kernel, distribution.DType);
    }

    private readonly struct ForwardKernel(ClassTargets targets, Tensor scores, Tensor? shifts, double smoothing, Reduction reduction,
        Tensor result) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> all = scores.Elements<T>(), weights = targets.Weight is null ? default : targets.Weight.Elements<T>();
            ReadOnlySpan<T> largest = shifts is null ? default : shifts.Elements<T>()[..targets.Count],
                logs = shifts is null ? default : shifts.Elements<T>()[targets.Count..];
            ReadOnlySpan<long> labels = targets.Targets.Elements<long>();
            Span<T> results = result.Elements<T>();
            int classes = targets.Classes, inner = targets.Inner;
            if (weights.IsEmpty && smoothing == 0 && reduction != Reduction.None)
            {
                results[0] = T.CreateTruncating(Sum(labels, all, largest, logs));
                return;
            }

            double total = 0, totalWeight = 0, even = smoothing / classes;
            for (int i = 0, block = 0; i < labels.Length; block += classes * inner)
            {
                for (int column = block; column < block + inner; column++, i++)
                {
                    int wanted = targets.Class(labels, i);
                    double loss = 0;
                    if (wanted >= 0)
                    {
                        T top = default, log = default;
                        if (!largest.IsEmpty)
                        {
                            (top, log) = (largest[i], logs[i]);
                        }

                        loss = -double.CreateTruncating(all[column + (wanted * inner)] - top - log);
                        double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[wanted]);
                        loss = weight == 0 ? 0 : loss * ((1 - smoothing) * weight);
                        totalWeight += weight;
                        if (smoothing > 0)
                        {
                            loss -= even * WeightedSum<T, L>(all[column..], top, log, inner, weights, classes);
                        }
                    }

                    total += loss;
                    if (reduction == Reduction.None)
                    {
                        results[i] = T.CreateTruncating(loss);
                    }
                }
            }

            if (reduction != Reduction.None)
            {
                results[0] = T.CreateTruncating(reduction == Reduction.Mean ? total / totalWeight : total);
            }
        }

        // The sum or mean where all targets count alike, as they nearly always do: with the rest in one loop, the sum would not stay in a
        // register.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private double Sum<T>(ReadOnlySpan<long> labels, ReadOnlySpan<T> all, ReadOnlySpan<T> largest, ReadOnlySpan<T> logs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double total = 0;
            int count = 0, inner = targets.Inner, size = targets.Classes * inner;
            for (int i = 0, block = 0; i < labels.Length; block += size)
            {
                for (int column = block; column < block + inner; column++, i++)
                {
                    int wanted = targets.Class(labels, i);
                    if (wanted >= 0)
                    {
                        T score = all[column + (wanted * inner)];
                        total -= double.CreateTruncating(largest.IsEmpty ? score : score - largest[i] - logs[i]);
                        count++;
                    }
                }
            }

            return reduction == Reduction.Mean ? total / count : total;
        }

        // Σ w·(x − top − log) over the classes of one target.
        private static double WeightedSum<T, L>(ReadOnlySpan<T> scores, T top, T log, int stride, ReadOnlySpan<T> weights, int classes)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            double total = 0;
            int i = 0;
            if (stride == 1)
            {
                ref readonly T from = ref MemoryMarshal.GetReference(scores), weight = ref MemoryMarshal.GetReference(weights);
                for (; i + L.Count <= classes; i += L.Count)
                {
                    L term = L.Load(in from, (nuint)i) - L.Splat(top) - L.Splat(log);
                    total += double.CreateTruncating(L.Sum(weights.IsEmpty ? term : L.Chain(term, L.Load(in weight, (nuint)i))));
                }
            }

            for (; i < classes; i++)
            {
                double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[i]);
                total += weight == 0 ? 0 : weight * double.CreateTruncating(scores[i * stride] - top - log);
            }

            return total;
        }
    }

    private readonly struct WantedKernel(ClassTargets targets, double smoothing, Tensor distribution, Tensor counts) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<long> labels = targets.Targets.Elements<long>();
            Span<T> wantedAt = distribution.Elements<T>(), results = counts.Elements<T>();
            int classes = targets.Classes, inner = targets.Inner;
            int[] counted = new int[classes];
            wantedAt.Clear();
            for (int i = 0, block = 0; i < labels.Length; block += classes * inner)
            {
                for (int column = block; column < block + inner; column++, i++)
                {
                    int wanted = targets.Class(labels, i);
                    for (int c = 0; c < classes && wanted >= 0; c++)
                    {
                        wantedAt[column + (c * inner)] = T.CreateTruncating((smoothing / classes) + (c == wanted ? 1 - smoothing : 0));
                    }

                    if (wanted >= 0)
                    {
                        counted[wanted]++;
                    }
                }
            }

            for (int c = 0; c < classes; c++)
            {
                results[c] = T.CreateTruncating(counted[c]);
            }
        }
    }
}
