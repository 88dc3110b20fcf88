using Autograd.Data;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>How this library does on a table, with nothing said but the target.</summary>
internal static class Ours
{
    /// <summary>Trains on all folds but one and tests on that one, for each of each repetition.</summary>
    internal static FoldScores Of(TableFile file)
    {
        Table table = Table.ReadCsv(file.Csv);
        List<IReadOnlyDictionary<string, double>> scores = [];
        double seconds = 0;
        foreach (int[] tested in file.Folds)
        {
            for (int fold = 0; fold <= tested.Max(); fold++)
            {
                int[] rows = [.. Enumerable.Range(0, tested.Length)], test = [.. rows.Where(row => tested[row] == fold)];
                Table train = table.Rows([.. rows.Where(row => tested[row] != fold)]);
                TimeSpan start = Environment.CpuUsage.TotalTime;
                TabularModel model = TabularModel.Train(train, new TabularOptions(file.Target) { Test = 0 });
                seconds += (Environment.CpuUsage.TotalTime - start).TotalSeconds;
                scores.Add(Scores(model.Predictor.Evaluate(table.Rows(test))));
            }
        }

        return new(seconds / scores.Count, scores);
    }

    // By the names that the peers have.
    private static Dictionary<string, double> Scores(TabularEvaluation evaluation) => evaluation.Metrics.ToDictionary(
        each => each.Metric == Metric.R2 ? "r2" : each.Metric == Metric.Rmse ? "rmse" : each.Metric == Metric.Mae ? "mae"
            : each.Metric.Name.Replace(' ', '_'),
        each => each.Value);
}
