using System.Numerics;

namespace Autograd.Core;

/// <summary>The negative log-likelihood of target classes, with weights and label smoothing, and what its gradient needs.</summary>
internal static class ClassLoss
{
    /// <summary>The losses of all targets, or their weighted mean or sum, from log-probabilities.</summary>
    public static void Forward(ClassTargets targets, Tensor logProbabilities, double smoothing, Reduction reduction, Tensor result) =>
        Lanes.Run(new ForwardKernel(targets, logProbabilities, smoothing, reduction, result), result.DType);

    /// <summary>
    /// The gradient. By log-probabilities it is −u·q·w; by what a softmax was taken of, u·(p · Σ q·w − q·w), for upstream gradients u,
    /// probabilities p and the wanted distribution q.
    /// </summary>
    public static void Backward(ClassTargets targets, Tensor? logProbabilities, Tensor upstream, double smoothing, Reduction reduction, Tensor gradient) =>
        Lanes.Run(new BackwardKernel(targets, logProbabilities, upstream, smoothing, reduction, gradient), gradient.DType);

    /// <summary>The distribution q wanted at each target, nothing where it is ignored, and how often each class is wanted.</summary>
    public static void Wanted(ClassTargets targets, double smoothing, Tensor distribution, Tensor counts) =>
        Lanes.Run(new WantedKernel(targets, smoothing, distribution, counts), distribution.DType);

    private readonly struct ForwardKernel(ClassTargets targets, Tensor logProbabilities, double smoothing, Reduction reduction, Tensor result) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<T> logs = logProbabilities.Elements<T>(), weights = targets.Weight is null ? default : targets.Weight.Elements<T>();
            ReadOnlySpan<long> labels = targets.Targets.Elements<long>();
            Span<T> results = result.Elements<T>();
            int classes = targets.Classes, inner = targets.Inner;
            double total = 0, totalWeight = 0, even = smoothing / classes;
            for (int i = 0, block = 0; i < labels.Length; block += classes * inner)
            {
                for (int column = block; column < block + inner; column++, i++)
                {
                    int wanted = targets.Class(labels, i);
                    double loss = 0;
                    if (wanted >= 0)
                    {
                        double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[wanted]);
                        loss = -(1 - smoothing) * weight * double.CreateTruncating(logs[column + (wanted * inner)]);
                        totalWeight += weight;
                        if (smoothing > 0)
                        {
                            loss -= even * WeightedSum(logs[column..], inner, weights, classes);
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

        private static double WeightedSum<T>(ReadOnlySpan<T> logs, int stride, ReadOnlySpan<T> weights, int classes)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double sum = 0;
            for (int i = 0; i < classes; i++)
            {
                sum += (weights.IsEmpty ? 1 : double.CreateTruncating(weights[i])) * double.CreateTruncating(logs[i * stride]);
            }

            return sum;
        }
    }

    private readonly struct BackwardKernel(ClassTargets targets, Tensor? logProbabilities, Tensor upstream, double smoothing, Reduction reduction, Tensor gradient)
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
            bool isUniform = weights.IsEmpty && reduction != Reduction.None, isSoftmax = logProbabilities is not null;
            double arrived = reduction == Reduction.None ? 1 : double.CreateTruncating(upstreams[0]), even = smoothing / classes, allWeights = classes;
            arrived = reduction == Reduction.Mean ? arrived / targets.TotalWeight() : arrived;
            if (!weights.IsEmpty && smoothing > 0)
            {
                allWeights = 0;
                foreach (T weight in weights)
                {
                    allWeights += double.CreateTruncating(weight);
                }
            }

            if (isSoftmax)
            {
                // Where all targets count alike the gradient is nearly done in one pass over the lanes.
                Elementwise.Forward(new ScaledExp(isUniform ? arrived : 1), logProbabilities!, gradient);
            }
            else
            {
                gradients.Clear();
            }

            for (int i = 0, block = 0; i < labels.Length; block += classes * inner)
            {
                for (int column = block; column < block + inner; column++, i++)
                {
                    Span<T> at = gradients[column..];
                    int wanted = targets.Class(labels, i);
                    if (wanted < 0)
                    {
                        Scale(at, inner, classes, T.Zero);
                        continue;
                    }

                    double weight = weights.IsEmpty ? 1 : double.CreateTruncating(weights[wanted]);
                    double factor = reduction == Reduction.None ? double.CreateTruncating(upstreams[i]) : arrived;
                    if (isSoftmax && !isUniform)
                    {
                        Scale(at, inner, classes, T.CreateTruncating(factor * (((1 - smoothing) * weight) + (even * allWeights))));
                    }

                    at[wanted * inner] -= T.CreateTruncating(factor * (1 - smoothing) * weight);
                    for (int c = 0; c < classes && smoothing > 0; c++)
                    {
                        at[c * inner] -= T.CreateTruncating(factor * even * (weights.IsEmpty ? 1 : double.CreateTruncating(weights[c])));
                    }
                }
            }
        }

        private static void Scale<T>(Span<T> numbers, int stride, int count, T factor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            for (int i = 0; i < count; i++)
            {
                // What is ignored has no share, though it be NaN.
                numbers[i * stride] = T.IsZero(factor) ? T.Zero : numbers[i * stride] * factor;
            }
        }

        private readonly struct ScaledExp(double scale) : IUnaryFormula
        {
            public R Apply<R>(R x) where R : struct, IReal<R> => scale * R.Exp(x);
        }
    }

    private readonly struct WantedKernel(ClassTargets targets, double smoothing, Tensor distribution, Tensor counts) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            ReadOnlySpan<long> labels = targets.Targets.Elements<long>();
            Span<T> wantedAt = distribution.Elements<T>(), counted = counts.Elements<T>();
            int classes = targets.Classes, inner = targets.Inner;
            counted.Clear();
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
        }
    }
}
