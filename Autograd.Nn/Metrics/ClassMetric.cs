using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A metric of class predictions. It takes what a network answers, one score for each class (logits, as cross entropy takes them), or a
/// single score for the second of two classes; with <see cref="OnProbabilities"/> it takes probabilities instead. The classes are on axis
/// 1, as the losses have them, and of sequences and pictures every position counts as a sample. A target of −100 counts for nothing, as in
/// the losses; <see cref="Ignoring"/> takes another. Two that measure the same are equal: <c>Metric.TopK(2)</c> is <c>Metric.TopK(2)</c>.
/// </summary>
public sealed class ClassMetric : Metric
{
    private const string Common = "scores [samples, classes], or of two classes [samples] or [samples, 1], and Int64 classes [samples]; " +
        "of sequences [samples, classes, ...] and [samples, ...]";

    private readonly string _kind;
    private readonly Func<ClassMetric, MetricAccumulator> _start;

    internal ClassMetric(string kind, bool higherIsBetter, Func<ClassMetric, MetricAccumulator> start, bool takesDecisions = false)
        : this(kind, higherIsBetter, start, takesDecisions, takesProbabilities: false, ClassTargets.DefaultIgnoreIndex)
    {
    }

    // The name tells the kind, its argument, whether it is on probabilities and what it ignores: by it metrics are equal.
    private ClassMetric(string kind, bool higherIsBetter, Func<ClassMetric, MetricAccumulator> start, bool takesDecisions,
        bool takesProbabilities, int ignoreIndex)
        : base(
            kind + (takesProbabilities ? " on probabilities" : "") +
                (ignoreIndex == ClassTargets.DefaultIgnoreIndex ? "" : FormattableString.Invariant($" ignoring {ignoreIndex}")),
            higherIsBetter, takesDecisions ? $"{Common}; or decided Int64 classes for scores" : Common)
    {
        (_kind, _start, TakesDecisions) = (kind, start, takesDecisions);
        (TakesProbabilities, IgnoreIndex) = (takesProbabilities, ignoreIndex);
    }

    /// <summary>Whether predictions are probabilities rather than logits.</summary>
    public bool TakesProbabilities { get; }

    /// <summary>The target that counts for nothing, as padding.</summary>
    public int IgnoreIndex { get; }

    /// <summary>The same metric of predictions that are probabilities, from 0 to 1 and, over the classes, 1 together.</summary>
    public ClassMetric OnProbabilities => TakesProbabilities
        ? this : new(_kind, HigherIsBetter, _start, TakesDecisions, takesProbabilities: true, IgnoreIndex);

    /// <summary>The same metric, for which another target counts for nothing: that which the loss ignores.</summary>
    /// <param name="target">The target, such as that of padding.</param>
    public ClassMetric Ignoring(int target) => target == IgnoreIndex
        ? this : new(_kind, HigherIsBetter, _start, TakesDecisions, TakesProbabilities, target);

    /// <summary>Whether predictions may be classes, already decided.</summary>
    internal bool TakesDecisions { get; }

    /// <inheritdoc/>
    public override MetricAccumulator Start() => _start(this);

    /// <summary>Whether it measures the same: of the same kind, class or count, and of probabilities where this is.</summary>
    /// <param name="obj">Another metric.</param>
    public override bool Equals(object? obj) => obj is ClassMetric other && other.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Name, StringComparison.Ordinal);

    internal static ClassMetric OfCounts(string name, Func<ClassCounts, double> read) =>
        new(name, true, metric => new CountAccumulator(metric, read), takesDecisions: true);

    internal static ClassMetric OfClass(string name, int c, Func<ClassCounts, int, double> read)
    {
        Expect.AtLeast(0, c, name, "c");
        return new(
            FormattableString.Invariant($"{name} of class {c}"), true,
            metric => new CountAccumulator(metric, counts => c < counts.ClassCount ? read(counts, c) : double.NaN, c),
            takesDecisions: true);
    }
}
