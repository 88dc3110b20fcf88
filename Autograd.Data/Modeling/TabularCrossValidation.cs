namespace Autograd.Data;

/// <summary>How good models of a table are, fold by fold.</summary>
/// <param name="FoldCount">In how many parts the rows were divided.</param>
/// <param name="Repetitions">How many times they were divided anew.</param>
/// <param name="Folds">The evaluation of each fold that is done.</param>
public sealed record TabularCrossValidation(int FoldCount, int Repetitions, IReadOnlyList<TabularEvaluation> Folds)
{
    /// <summary>The mean of a metric over the folds; NaN where none is done.</summary>
    /// <param name="metric">The name of the metric.</param>
    public double Mean(string metric) => Folds.Count == 0 ? double.NaN : Folds.Average(fold => fold[metric]);

    /// <summary>
    /// The standard error of the mean, the standard deviation over the folds by the root of their number. It is a little too small, for the
    /// folds learn from the same rows (Bengio and Grandvalet 2004). NaN where fewer than two are done.
    /// </summary>
    /// <param name="metric">The name of the metric.</param>
    public double StandardError(string metric)
    {
        double mean = Mean(metric);
        return Folds.Count < 2 ? double.NaN : Math.Sqrt(
            Folds.Sum(fold => (fold[metric] - mean) * (fold[metric] - mean)) / (Folds.Count - 1) / Folds.Count);
    }

    /// <summary>The metrics with their standard errors, a line each.</summary>
    public override string ToString() => Folds.Count == 0 ? "no fold is done" : string.Join('\n', Folds[0].Metrics.Select(metric =>
        FormattableString.Invariant($"{metric.Name,-24}{Mean(metric.Name),10:G4} ± {StandardError(metric.Name):G2}")));
}
