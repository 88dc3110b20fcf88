using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The Kullback-Leibler divergence t·(log t − x) of targets t from these log-probabilities x, element by element.</summary>
    /// <param name="target">The probabilities t, or their logarithms, of this tensor's shape; differentiable too.</param>
    /// <param name="logTarget">Whether the targets are logarithms; the loss is then eᵗ·(t − x).</param>
    /// <param name="reduction">
    /// How the losses of the elements become one number. <see cref="Reduction.BatchMean"/> is the divergence between distributions,
    /// averaged over samples; the mean divides by the number of classes too. Either is NaN where there is nothing to average.
    /// </param>
    /// <remarks>
    /// Kullback and Leibler, 1951. A target of 0 (of −∞ as a logarithm) costs nothing, whatever x is, and has no gradient.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types differ, for nothing is broadcast, or a single number is to be averaged over samples.
    /// </exception>
    public Tensor KlDiv(Tensor target, bool logTarget = false, Reduction reduction = Reduction.Mean) =>
        KlDivOp.Make(logTarget, reduction).Apply(this, target);
}

internal static class KlDivOp
{
    public const string Name = "kl_div";

    public static Op Make(bool logTarget, Reduction reduction)
    {
        LossLayout layout = reduction == Reduction.BatchMean ? Samples : LossLayouts.Pair;
        return logTarget
            ? new LossOp<TwoOfThree<OfLogarithms>>(Name, new(default), reduction, layout, null, logTarget)
            : new LossOp<TwoOfThree<OfProbabilities>>(Name, new(default), reduction, layout, null, logTarget);
    }

    private static LossArguments Samples(Op op, ReadOnlySpan<Tensor> inputs)
    {
        LossArguments at = LossLayouts.Pair(op, inputs);
        return at.X.Rank > 0
            ? at : throw new ArgumentException(
            $"{op.Name}: the input is [], a single number, which has no samples to average over; expected one axis or more, or another " +
            "reduction.");
    }

    private readonly record struct OfProbabilities : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R> => R.IfGreaterOrEqual(0, R.Abs(t), 0, t * (R.Log(t) - x));
    }

    private readonly record struct OfLogarithms : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R>
        {
            R probability = R.Exp(t);
            return R.IfGreaterOrEqual(0, probability, 0, probability * (t - x));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = Name,
        Category = OpCategory.Loss,
        Formula = @"t (\log t - x)",
        Source = "Kullback and Leibler, On information and sufficiency, 1951",
        Derivative = @"\frac{\partial}{\partial x} = -t, \quad \frac{\partial}{\partial t} = \log t - x + 1",
        Usage = "To match one distribution to another, as in distillation. For fixed targets cross_entropy has the same gradient and " +
            "takes scores.",
        Example = new(() =>
            Tensor.From([1.0, 2.0, 3.0]).LogSoftmax(axis: 0).KlDiv(Tensor.From([0.25, 0.25, 0.5]), reduction: Reduction.Sum)),
        Curve = new("target 0.5", x => Make(false, Reduction.None).Apply(x, Tensor.Full(x.Shape, 0.5, x.DType)), High: 0),
        Parameters =
        [
            new("logTarget", false, "Whether the targets are logarithms of probabilities."),
            new("reduction", "mean",
                "How the losses become one number: \"mean\", \"batchmean\" (their sum over the number of samples), \"sum\", or \"none\"."),
        ],
        Make = attributes => Make(attributes.Flag("logTarget"),
            attributes.Word("reduction") == "batchmean" ? Reduction.BatchMean : Reductions.Of(attributes, Name)),
        Samples =
        [
            .. OpSamples.Loss(-3, -0.1, 0.05, 1),
            .. OpSamples.Loss(-3, -0.1, -3, -0.1).Select(sample => sample.With(new() { ["logTarget"] = true })),
            .. OpSamples.Loss(-3, -0.1, 0.05, 1).Where(sample => sample.Inputs(DType.Float32)[0] is { Rank: > 0, Count: > 0 })
                .Select(sample => sample.With(new() { ["reduction"] = "batchmean" })),
        ],
        Errors =
        [
            .. OpErrors.Loss(Name),
            new($"{Name}: the input is [], a single number", () => [Tensor.Ones([]), Tensor.Ones([])],
                new() { ["reduction"] = "batchmean" }),
        ],
    };
}
