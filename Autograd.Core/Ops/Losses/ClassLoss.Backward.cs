using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

internal static partial class ClassLoss
{
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
}
