namespace Autograd.Benchmarks;

/// <summary>The scores of one way to train on all folds of all repetitions.</summary>
/// <param name="Seconds">The seconds that a training keeps a processor busy; of one fold, or on the average.</param>
/// <param name="Folds">For each fold the measures by name.</param>
internal sealed record FoldScores(double Seconds, IReadOnlyList<IReadOnlyDictionary<string, double>> Folds)
{
    internal double Mean(string measure) => Folds.Average(fold => fold[measure]);

    /// <summary>The standard error of the mean, from the scatter over the folds.</summary>
    internal double Error(string measure)
    {
        double mean = Mean(measure);
        return Math.Sqrt(Folds.Sum(fold => Math.Pow(fold[measure] - mean, 2)) / (Folds.Count - 1) / Folds.Count);
    }
}
