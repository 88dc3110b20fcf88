using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// An output layer with its loss for very many classes of very different frequency (Grave et al., 2016, arXiv:1609.04309). Number the
/// classes by falling frequency, as <see cref="FrequencyOrder"/> does: those below the first cutoff are scored by the head, beside one
/// score for each cluster of rarer ones, and each cluster has fewer features than the one before.
/// </summary>
/// <remarks>
/// A step computes the scores of a cluster only for the rows whose target lies in it. The parameters of a cluster that no row needs get no
/// gradient at all: their <see cref="Parameter.Grad"/> stays null and optimizers pass them over, so that neither weight decay nor momentum
/// moves them meanwhile and Adam's running means and its count of steps wait for the next row that needs them.
/// </remarks>
/// <example><code>
/// var order = FrequencyOrder.FromLabels(labels, classCount: 100_000);
/// var output = new AdaptiveLogSoftmaxWithLoss(64, 100_000, [2_000, 20_000]);
/// Tensor loss = output.Forward(features, order.ToRanks(targets)).Loss;
/// Tensor predicted = order.ToLabels(output.Predict(features));
/// </code></example>
public sealed class AdaptiveLogSoftmaxWithLoss : Module
{
    // Predicting holds at most about so many scores of a cluster at a time.
    private const int MostScores = 1 << 22;

    private readonly int[] _cutoffs;

    /// <summary>A layer whose weights are drawn as by <see cref="KaimingNormal"/>.</summary>
    /// <param name="inFeatures">The number of features.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="cutoffs">Where the head and each cluster but the last end: increasing, from 1 to below the number of classes.</param>
    /// <param name="divValue">
    /// What the features of a cluster are divided by: cluster i = 0, 1, ... has ⌊inFeatures / divValueⁱ⁺¹⌋. With none left a cluster's
    /// classes are equally probable, as in PyTorch.
    /// </param>
    /// <param name="headBias">Whether the head has a bias.</param>
    /// <param name="ignoreIndex">A target that counts for nothing.</param>
    /// <param name="reduction">How the losses of the rows become one number.</param>
    /// <param name="emptyMean">What the mean is where every target is ignored or there is none.</param>
    /// <exception cref="ArgumentException">
    /// The cutoffs are none, out of range, repeated or not increasing; the message says which.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public AdaptiveLogSoftmaxWithLoss(
        int inFeatures,
        int classCount,
        ReadOnlySpan<int> cutoffs,
        double divValue = 4,
        bool headBias = false,
        int ignoreIndex = ClassTargets.DefaultIgnoreIndex,
        Reduction reduction = Reduction.Mean,
        EmptyMean emptyMean = EmptyMean.NaN)
    {
        Expect.AtLeast(1, inFeatures, nameof(AdaptiveLogSoftmaxWithLoss));
        Expect.AtLeast(1, classCount, nameof(AdaptiveLogSoftmaxWithLoss));
        DivValue = Expect.That(
            divValue >= 1 && double.IsFinite(divValue), divValue, nameof(AdaptiveLogSoftmaxWithLoss), "a finite number of 1 or more");
        ExpectCutoffs(cutoffs, classCount);
        _cutoffs = cutoffs.ToArray();
        ClassCount = classCount;
        IgnoreIndex = ignoreIndex;
        Reduction = reduction;
        EmptyMean = emptyMean;
        Head = new Linear(inFeatures, cutoffs[0] + cutoffs.Length, headBias);
        Tail = [];
        for (int i = 0; i < cutoffs.Length; i++)
        {
            int end = i + 1 < cutoffs.Length ? cutoffs[i + 1] : classCount;
            Tail.Add(new AdaptiveTail(inFeatures, (int)Math.Floor(inFeatures / Math.Pow(divValue, i + 1)), end - cutoffs[i]));
        }
    }

    /// <summary>The scores of the frequent classes and, behind them, of the clusters.</summary>
    public Linear Head { get; private init => field = Register(value); }

    /// <summary>The clusters of rarer classes.</summary>
    public ModuleList<AdaptiveTail> Tail { get; private init => field = Register(value); }

    /// <summary>Where the head and each cluster but the last end.</summary>
    public IReadOnlyList<int> Cutoffs => _cutoffs;

    /// <summary>The number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>What the features of a cluster are divided by.</summary>
    public double DivValue { get; }

    /// <summary>The target that counts for nothing.</summary>
    public int IgnoreIndex { get; }

    /// <summary>How the losses of the rows become one number.</summary>
    public Reduction Reduction { get; }

    /// <summary>What the mean is where every target is ignored or there is none.</summary>
    public EmptyMean EmptyMean { get; }

    /// <summary>The log-probability of each target, 0 where it is ignored, and the loss.</summary>
    /// <param name="input">Features of shape [..., in].</param>
    /// <param name="targets">Int64 classes of shape [...].</param>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or a target is no class.</exception>
    public AdaptiveLogSoftmax Forward(Tensor input, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(targets);
        return Enter(() => input.AdaptiveLogSoftmaxWithLoss(
            targets,
            Head.Weight,
            Head.Bias?.Value,
            [.. Tail.Select(cluster => (cluster.Projection.Value, cluster.Weight.Value))],
            IgnoreIndex,
            Reduction,
            EmptyMean));
    }

    /// <summary>The log-probabilities of all classes, [..., classes]: a full row for each sample, so for few samples at a time.</summary>
    /// <param name="input">Features of shape [..., in].</param>
    /// <exception cref="ArgumentException">The shape or type does not fit.</exception>
    public Tensor LogProbabilities(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Enter((this, input), static given => given.Item1.OfAllClasses(given.input));
    }

    /// <summary>
    /// The most probable class of each sample, the first of those that tie, as <see cref="LogProbabilities"/> would give it. A cluster is
    /// visited only for the samples for which it is more probable as a whole than the best class found so far.
    /// </summary>
    /// <param name="input">Features of shape [..., in].</param>
    /// <returns>Int64 classes of shape [...], which belong to the caller.</returns>
    /// <exception cref="ArgumentException">The shape or type does not fit.</exception>
    public Tensor Predict(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Enter((this, input), static given => given.Item1.MostProbable(given.input));
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        $"AdaptiveLogSoftmaxWithLoss({Head.InFeatures} → {ClassCount}, cutoffs [{string.Join(", ", _cutoffs)}])";

    private Tensor OfAllClasses(Tensor input)
    {
        Tensor head = Head.Forward(input).LogSoftmax(-1);
        var parts = new Tensor[Tail.Count + 1];
        parts[0] = head.Slice(-1, .._cutoffs[0]);
        for (int i = 0; i < Tail.Count; i++)
        {
            parts[i + 1] = OfCluster(head, i) + Tail[i].Forward(input).LogSoftmax(-1);
        }

        return Tensor.Concatenate(parts, -1);
    }

    private Tensor MostProbable(Tensor input)
    {
        using var scope = new TensorScope();
        Tensor head = Head.Forward(input).LogSoftmax(-1), frequent = head.Slice(-1, .._cutoffs[0]);
        Shape shape = [.. input.Shape.Sizes[..^1]];
        if (shape.Count == 0)
        {
            return Tensor.From(Array.Empty<long>(), shape);
        }

        long[] classes = frequent.ArgMax(-1).ToArray<long>();
        double[] best = Numbers(frequent.Max(-1));
        Tensor rows = input.Reshape(shape.Count, input.Shape[^1]);
        for (int i = 0; i < Tail.Count; i++)
        {
            double[] ofCluster = Numbers(OfCluster(head, i));
            long[] wanted = [.. Enumerable.Range(0, best.Length).Where(row => ofCluster[row] > best[row]).Select(row => (long)row)];
            foreach (long[] some in wanted.Chunk(Math.Max(1, MostScores / Tail[i].Weight.Shape[0])))
            {
                using var inner = new TensorScope();
                Tensor scores = Tail[i].Forward(rows.IndexSelect(0, Tensor.From(some)));
                double[] within = Numbers(scores.Max(1) - scores.LogSumExp(1));
                long[] found = scores.ArgMax(1).ToArray<long>();
                for (int j = 0; j < some.Length; j++)
                {
                    if (ofCluster[some[j]] + within[j] > best[some[j]])
                    {
                        best[some[j]] = ofCluster[some[j]] + within[j];
                        classes[some[j]] = _cutoffs[i] + found[j];
                    }
                }
            }
        }

        return Tensor.From(classes, shape);
    }

    private Tensor OfCluster(Tensor head, int cluster) => head.Slice(-1, (_cutoffs[0] + cluster)..(_cutoffs[0] + cluster + 1));

    private static double[] Numbers(Tensor tensor) => tensor.To(DType.Float64).ToArray<double>();

    private static void ExpectCutoffs(ReadOnlySpan<int> cutoffs, int classCount)
    {
        if (cutoffs.IsEmpty)
        {
            throw Wrong(
                "there are none; expected at least one, or a Linear layer with CrossEntropyLoss, which is a single softmax over all " +
                    "classes");
        }

        for (int i = 0; i < cutoffs.Length; i++)
        {
            if (cutoffs[i] < 1)
            {
                throw Wrong(
                    FormattableString.Invariant($"cutoff {i} is {cutoffs[i]}; expected 1 or more, for the head holds at least one class"));
            }

            if (cutoffs[i] >= classCount)
            {
                throw Wrong(
                    $"cutoff {i} is {cutoffs[i]} of {classCount} classes; expected at most {classCount - 1}, " +
                    "for the last cluster reaches to the last class by itself");
            }

            if (i > 0 && cutoffs[i] <= cutoffs[i - 1])
            {
                throw Wrong(cutoffs[i] == cutoffs[i - 1]
                    ? $"cutoff {i} repeats {cutoffs[i]}; expected each number once, for a cluster without classes has no meaning"
                    : $"cutoff {i} is {cutoffs[i]} after {cutoffs[i - 1]}; expected increasing numbers");
            }
        }

        static ArgumentException Wrong(string what) => new($"AdaptiveLogSoftmaxWithLoss: of the cutoffs {what}.", nameof(cutoffs));
    }
}
