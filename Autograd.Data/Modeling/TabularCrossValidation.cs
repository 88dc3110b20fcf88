using Autograd.Nn;

namespace Autograd.Data;

/// <summary>How good models of a table are, fold by fold.</summary>
public sealed class TabularCrossValidation
{
    internal TabularCrossValidation(
        int foldCount, int repetitions, IReadOnlyList<TabularEvaluation> folds, IReadOnlyList<string> warnings)
    {
        (FoldCount, Repetitions, Folds, Warnings) = (foldCount, repetitions, folds, warnings);
    }

    /// <summary>In how many parts the rows were divided.</summary>
    public int FoldCount { get; }

    /// <summary>How many times they were divided anew.</summary>
    public int Repetitions { get; }

    /// <summary>The evaluation of each fold that is done, one at least: fewer than all where it was cancelled.</summary>
    public IReadOnlyList<TabularEvaluation> Folds { get; }

    /// <summary>What is to be known before one trusts the result; a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The mean of a metric over the folds.</summary>
    /// <param name="metric">One of those that the folds have.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public double Mean(Metric metric) => Folds.Average(fold => fold[metric]);

    /// <summary>
    /// The standard error of the mean, the standard deviation over the folds by the root of their number. It is a little too small, for the
    /// folds learn from the same rows (Bengio and Grandvalet 2004). NaN where only one is done.
    /// </summary>
    /// <param name="metric">One of those that the folds have.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public double StandardError(Metric metric)
    {
        double mean = Mean(metric);
        return Folds.Count < 2 ? double.NaN : Math.Sqrt(
            Folds.Sum(fold => (fold[metric] - mean) * (fold[metric] - mean)) / (Folds.Count - 1) / Folds.Count);
    }

    /// <summary>The metrics with their standard errors, a line each.</summary>
    public override string ToString() => string.Join('\n', Folds[0].Metrics.Select(each =>
        FormattableString.Invariant($"{each.Metric,-24}{PlainNumber.Of(Mean(each.Metric), 4),10} ± ")
            + PlainNumber.Of(StandardError(each.Metric), 2)));
}
