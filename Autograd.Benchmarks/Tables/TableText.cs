using System.Globalization;

namespace Autograd.Benchmarks;

/// <summary>The page of the comparison on tables.</summary>
internal static class TableText
{
    /// <summary>A table's row.</summary>
    internal static string Row(TableFile table, IReadOnlyDictionary<string, FoldScores> scores)
    {
        string measure = Measure(table);
        string[] cells = [.. Peers.All.Select(peer => scores.TryGetValue(peer.Name, out FoldScores? folds) ? Cell(folds, measure) : "")];
        return $"| {table.Name} | {string.Join(" | ", cells)} | {table.Best?.ToString("0.000", CultureInfo.InvariantCulture)} |";
    }

    internal static string Measure(TableFile table) => table.IsRegression ? "r2" : "balanced_accuracy";

    private static string Cell(FoldScores folds, string measure) =>
        FormattableString.Invariant($"{folds.Mean(measure):0.000} ± {folds.Error(measure):0.000}, {folds.Mean("seconds"):0.00} s");
}
