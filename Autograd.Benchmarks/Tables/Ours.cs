using System.Diagnostics;
using Autograd.Data;

namespace Autograd.Benchmarks;

/// <summary>How this library does on a table, with nothing said but the target.</summary>
internal static class Ours
{
    /// <summary>Trains on all folds but one and tests on that one, for each of each repetition.</summary>
    internal static FoldScores Of(TableFile file)
    {
        Table table = Table.ReadCsv(file.Csv);
        List<IReadOnlyDictionary<string, double>> scores = [];
        foreach (int[] tested in file.Folds)
        {
            for (int fold = 0; fold <= tested.Max(); fold++)
            {
                int[] rows = [.. Enumerable.Range(0, tested.Length)], test = [.. rows.Where(row => tested[row] == fold)];
                scores.Add(Train(table.Rows([.. rows.Where(row => tested[row] != fold)]), table.Rows(test), new(file.Target)));
            }
        }

        return new(scores);
    }

    /// <summary>The scores on the rows of a test of what was learned from others, by the names that the peers have.</summary>
    internal static IReadOnlyDictionary<string, double> Train(Table train, Table test, TabularOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        TabularModel model = TabularModel.Train(train, options with { Test = 0 });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        TabularEvaluation evaluation = model.Predictor.Evaluate(test);
        Dictionary<string, double> scores = evaluation.Metrics.ToDictionary(
            metric => metric.Name switch
            {
                "R²" => "r2",
                "root mean squared error" => "rmse",
                "mean absolute error" => "mae",
                _ => metric.Name.Replace(' ', '_'),
            },
            metric => metric.Value);
        scores["seconds"] = seconds;
        return scores;
    }
}
