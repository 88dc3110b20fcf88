using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>The negative log-likelihood of target classes, with weights and label smoothing, and what its gradient needs.</summary>
internal static class ClassLoss
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

    /// <summary>
    /// The gradient. By log-probabilities it is −u·q·w; by what a softmax was taken of, u·(p · Σ q·w − q·w), for upstream gradients u,
    /// probabilities p and the wanted distribution q.
    /// </summary>
    public static void Backward(ClassTargets targets, Tensor? probabilities, Tensor upstream, double smoothing, Reduction reduction,
        Tensor gradient)
    {
        var kernel = new BackwardKernel(targets, probabilities, upstream, smoothing, reduction, gradient);
        Lanes.Run(in kernel, gradient.DType);
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

    private readonly struct BackwardKernel(ClassTargets targets, Tensor? probabilities, Tensor upstream, double smoothing,
        Reduction reduction, Tensor gradient)
        : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> upstreams = upstream.Elements<T>(), weights = targets.Weight is null ? default : targets.Weight.Elements<T>();
            ReadOnlySpan<long> labels = targets.Targets.Elements<long>();
            Span<T> gradients = gradient.Elements<T>();
            int classes = targets.Classes, inner = targets.Inner;
            bool isUniform = weights.IsEmpty && reduction != Reduction.None, isSoftmax = probabilities is not null;
            double arrived = reduction == Reduction.None ? 1 : double.CreateTruncating(upstreams[0]), even = smoothing / classes,
                allWeights = classes;
            arrived = reduction == Reduction.Mean && arrived != 0 ? arrived / targets.TotalWeight(weights) : arrived;
            if (!weights.IsEmpty && smoothing > 0)
            {
                allWeights = 0;
                foreach (T weight in weights)
                {
                    allWeights += double.CreateTruncating(weight);
                }
            }

            if (reduction != Reduction.None && arrived == 0)
            {
                gradients.Clear();
                return;
            }

            if (isSoftmax)
            {
                // Where all targets count alike, all but the wanted class is done in one pass over the lanes.
                Elementwise.Forward(isUniform ? new Scaled(arrived, arrived * even) : new Scaled(1, 0), probabilities!, gradient);
            }
            else
            {
                gradients.Clear();
            }

            if (isUniform)
            {
                Subtract(labels, gradients, T.CreateTruncating(arrived * (1 - smoothing)));
                return;
            }

            for (int i = 0, block = 0; i < labels.Length; block += classes * inner)
            {
                for (int column = block; column < block + inner; column++, i++)
                {
                    int wanted = targets.Class(labels, i);
                    Span<T> at = gradients[column..];
                    double factor = reduction == Reduction.None ? double.CreateTruncating(upstreams[i]) : arrived;
                    if (wanted < 0 || factor == 0)
                    {
                        Clear(at, inner, classes);
                        continue;
                    }

                    double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[wanted]),
                        share = ((1 - smoothing) * weight) + (smoothing == 0 ? 0 : even * allWeights);
                    if (share == 0)
                    {
                        Clear(at, inner, classes);
                    }

                    if (isSoftmax)
                    {
                        Blend<T, L>(at, inner, classes, factor * share, factor * even, smoothing == 0 ? [] : weights);
                    }

                    at[wanted * inner] -= T.CreateTruncating(factor * (1 - smoothing) * weight);
                }
            }
        }

        // Subtracts the same number at all wanted classes.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Subtract<T>(ReadOnlySpan<long> labels, Span<T> gradients, T hit) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int classes = targets.Classes, inner = targets.Inner;
            for (int i = 0, block = 0; i < labels.Length; block += classes * inner)
            {
                for (int column = block; column < block + inner; column++, i++)
                {
                    int wanted = targets.Class(labels, i);
                    if (wanted >= 0)
                    {
                        gradients[column + (wanted * inner)] -= hit;
                    }
                    else
                    {
                        Clear(gradients[column..], inner, classes);
                    }
                }
            }
        }

        private static void Clear<T>(Span<T> numbers, int stride, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int c = 0; c < classes; c++)
            {
                numbers[c * stride] = T.Zero;
            }
        }

        // p becomes factor · p − share · w over the classes of one target.
        private static void Blend<T, L>(Span<T> numbers, int stride, int classes, double factor, double share, ReadOnlySpan<T> weights)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            int i = 0;
            if (stride == 1)
            {
                ref T to = ref MemoryMarshal.GetReference(numbers);
                ref readonly T weight = ref MemoryMarshal.GetReference(weights);
                L factors = factor, shares = share;
                for (; i + L.Count <= classes; i += L.Count)
                {
                    L wanted = weights.IsEmpty ? shares : shares * L.Load(in weight, (nuint)i);
                    L.Store((factors * L.Load(ref to, (nuint)i)) - wanted, ref to, (nuint)i);
                }
            }

            T byFactor = T.CreateTruncating(factor), byShare = T.CreateTruncating(share);
            for (; i < classes; i++)
            {
                numbers[i * stride] = (byFactor * numbers[i * stride]) - (weights.IsEmpty ? byShare : byShare * weights[i]);
            }
        }

        private readonly struct Scaled(Coefficient scale, Coefficient shift) : IUnaryFormula
        {
            public R Apply<R>(R x) where R : struct, IReal<R> => (scale * x) - shift;
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
