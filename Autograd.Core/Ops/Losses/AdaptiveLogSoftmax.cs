namespace Autograd.Core;

/// <summary>What an adaptive softmax gives for targets.</summary>
/// <param name="Output">The log-probability of each target, 0 where it is ignored.</param>
/// <param name="Loss">The negative log-probabilities, reduced.</param>
public readonly record struct AdaptiveLogSoftmax(Tensor Output, Tensor Loss);

public sealed partial class Tensor
{
    /// <summary>
    /// The log-probability of target classes under an adaptive softmax, and the loss (Grave et al., 2016, arXiv:1609.04309). Classes are
    /// numbered by falling frequency: the head scores the frequent ones and each cluster of rare ones as a whole, and a cluster scores its
    /// classes from fewer features, log p(t) = log p(t | head) or log p(cluster | head) + log p(t | cluster). The scores of a cluster are
    /// computed only for the rows whose target lies in it, some hundred at a time; a cluster without such rows costs nothing and gets no
    /// gradient.
    /// </summary>
    /// <param name="targets">Int64 classes of shape [...] for features of shape [..., in].</param>
    /// <param name="headWeight">
    /// The head's weight, [cutoff + clusters, in]: a row for each class below the first cutoff and for each cluster.
    /// </param>
    /// <param name="headBias">The head's bias, [cutoff + clusters], or null.</param>
    /// <param name="tail">For each cluster a projection [hidden, in] and a weight [classes, hidden].</param>
    /// <param name="ignoreIndex">A target that counts for nothing.</param>
    /// <param name="reduction">How the losses become one number. A mean divides by the number of targets that count.</param>
    /// <param name="emptyMean">What the mean is where every target is ignored or there is none.</param>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or a target is no class.</exception>
    public AdaptiveLogSoftmax AdaptiveLogSoftmaxWithLoss(
        Tensor targets,
        Tensor headWeight,
        Tensor? headBias,
        ReadOnlySpan<(Tensor Projection, Tensor Weight)> tail,
        int ignoreIndex = ClassTargets.DefaultIgnoreIndex,
        Reduction reduction = Reduction.Mean,
        EmptyMean emptyMean = EmptyMean.NaN)
    {
        Reductions.Expect(reduction, AdaptiveLogSoftmaxOp.Title);
        EmptyMeans.Expect(emptyMean, AdaptiveLogSoftmaxOp.Title);
        List<Tensor> inputs = headBias is null ? [this, targets, headWeight] : [this, targets, headWeight, headBias];
        foreach ((Tensor projection, Tensor weight) in tail)
        {
            inputs.AddRange(projection, weight);
        }

        Tensor output = new AdaptiveLogSoftmaxOp(ignoreIndex).Apply([.. inputs]);
        int count = targets.Count - targets.Elements<long>().Count(ignoreIndex);
        return new(output, reduction switch
        {
            Reduction.None => -output,
            Reduction.Sum => -output.Sum(),
            _ => -output.Sum() / (emptyMean == EmptyMean.Zero ? Math.Max(1, count) : count),
        });
    }
}

internal sealed class AdaptiveLogSoftmaxOp(int ignoreIndex) : Op(Title, ignoreIndex)
{
    public const string Title = "adaptive_log_softmax_with_loss";

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        if (inputs.Length < 5)
        {
            throw new ArgumentException(
                $"{Name}: expected the input, the targets, the head's weight, its bias if it has one, " +
                $"and a projection and a weight for each cluster; got {inputs.Length} inputs.");
        }

        ExpectInputs(inputs, inputs.Length);
        ExpectFloats([inputs[0], inputs[0], .. inputs[2..]]);
        var clusters = new AdaptiveClusters(Name, inputs, ignoreIndex);
        Tensor x = Rows(inputs), output = Result([x.Shape[0]], x.DType);
        output.Bytes.Clear();
        List<(AdaptivePart Part, ClassScores Scores, int KeptAt)> parts = [];
        int count = 0;
        foreach (AdaptivePart part in clusters.Parts)
        {
            ClassScores scores = part.Scores(part.Select(x), inputs);
            parts.Add((part, scores, count));
            count += StreamedSoftmax.Kept(in scores);
        }

        Tensor? kept = call.IsRecorded ? Result([count], x.DType) : null;
        foreach ((AdaptivePart part, ClassScores scores, int keptAt) in parts)
        {
            Tensor logProbabilities = Result(part.Classes.Shape, x.DType);
            StreamedSoftmax.Forward(in scores, part.Classes, logProbabilities, kept?.View([StreamedSoftmax.Kept(in scores)], keptAt));
            output = part.Add(output, logProbabilities);
        }

        output = inputs[1].Rank == 1 ? output : output.Reshape(inputs[1].Shape);
        if (kept is not null)
        {
            call.Keep(kept);
        }

        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor upstream = call.Upstream.Reshape(-1), x = Needed(Rows(call.Inputs), upstream);
        Tensor byX = Tensor.Zeros(x.Shape, x.DType);
        int keptAt = 0;
        foreach (AdaptivePart part in new AdaptiveClusters(Name, call.Inputs, ignoreIndex).Parts)
        {
            Tensor selected = part.Select(x), arrived = part.Select(upstream);
            ClassScores scores = part.Scores(selected, call.Inputs);
            Tensor? byScored;
            if (call.IsRecording)
            {
                byScored = Recorded(call, part, scores, arrived);
            }
            else
            {
                Tensor kept = call.Kept[0].View([StreamedSoftmax.Kept(in scores)], keptAt);
                keptAt += kept.Count;
                byScored = Fused(call, part, scores, kept, arrived);
            }

            if (part.Projection is { } projection)
            {
                if (call.Needs(projection))
                {
                    call.Set(projection, byScored!.MatMul(selected, transposeThis: true));
                }

                byScored = call.Needs(0) ? byScored!.MatMul(call.Inputs[projection]) : null;
            }

            byX = byScored is null ? byX : part.Add(byX, byScored);
        }

        if (call.Needs(0))
        {
            call.Set(0, byX.Reshape(call.Inputs[0].Shape));
        }
    }

    private static Tensor Rows(ReadOnlySpan<Tensor> inputs) =>
        inputs[0].Rank == 2 ? inputs[0] : inputs[0].Reshape(inputs[1].Count, inputs[0].Shape[^1]);

    // Products of infinite or huge numbers are none: such a row becomes 0 where nothing depends on it.
    private static Tensor Needed(Tensor x, Tensor upstream)
    {
        Tensor isLeftOut = upstream.EqualTo(0);
        if (!isLeftOut.Any())
        {
            return x;
        }

        Tensor isFinite = x.Square().Sum(1).LessThan(double.PositiveInfinity);
        return Tensor.Where((isLeftOut & !isFinite).Unsqueeze(1), 0, x);
    }

    private static Tensor? Fused(Pullback call, AdaptivePart part, ClassScores scores, Tensor kept, Tensor arrived)
    {
        Tensor? byX = call.Needs(0) || (part.Projection is { } projection && call.Needs(projection))
            ? Tensor.Result(scores.X.Shape, arrived.DType)
            : null;
        Tensor? byWeight = call.Destination(part.Weight), byBias = part.Bias is { } bias ? call.Destination(bias) : null;
        StreamedSoftmax.Backward(scores, part.Classes, kept, arrived, byX, byWeight, byBias);
        return byX;
    }

    // The gradient by the scores is u · ([c = t] − p), here as a whole, for a higher derivative.
    private static Tensor Recorded(Pullback call, AdaptivePart part, ClassScores scores, Tensor arrived)
    {
        int rows = scores.Rows;
        Tensor ones = Tensor.Ones([rows, 1], arrived.DType);
        Tensor wanted = Tensor.Zeros([rows, scores.Classes], arrived.DType).ScatterAdd(1, part.Classes.Reshape(rows, 1), ones);
        Tensor byScores = Chain.Of(wanted - scores.X.Linear(scores.Weight, scores.Bias).Softmax(1), arrived.Reshape(rows, 1));
        call.Set(part.Weight, byScores.MatMul(scores.X, transposeThis: true));
        if (part.Bias is { } bias)
        {
            call.Set(bias, byScores.Sum(0));
        }

        return byScores.MatMul(scores.Weight);
    }

    public static OpDefinition Definition => new()
    {
        Name = Title,
        Category = OpCategory.Loss,
        Formula = @"\log p_t = \log \operatorname{softmax}(W_0 x + b)_{h(t)} + [t \in C_i] \, \log \operatorname{softmax}(W_i P_i x)_t",
        Source = "Grave et al., Efficient softmax approximation for GPUs, 2016 (arXiv:1609.04309)",
        Derivative =
            @"\frac{\partial}{\partial s_c} = [c = t] - \operatorname{softmax}(s)_c " +
            @"\text{ by the scores } s \text{ of the head and of the target's cluster, } 0 \text{ by others}",
        Usage =
            "For very many classes of very different frequency, numbered by falling frequency. With a few thousand classes, or where " +
                "all are equally " +
            "frequent, CrossEntropy is simpler and loses nothing: the classes of a cluster are told apart by fewer features.",
        Example = new(() => Tensor.From([1.0, 0.0, 0.5, 2.0], [2, 2]).AdaptiveLogSoftmaxWithLoss(
            targets: Tensor.From([0L, 3L]),
            headWeight: Tensor.From([1.0, 0.0, 0.0, 1.0], [2, 2]),
            headBias: null,
            tail: [(Tensor.From([1.0, 1.0], [1, 2]), Tensor.From([1.0, 0.0, -1.0], [3, 1]))]).Loss),
        Parameters = [ClassLossEvidence.IgnoreIndex],
        Make = attributes => new AdaptiveLogSoftmaxOp(attributes.Integer("ignoreIndex")),
        Samples = AdaptiveLogSoftmaxEvidence.Samples,
        Errors = AdaptiveLogSoftmaxEvidence.Errors,
    };
}
