using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Metrics;

/// <summary>A metric as the laws of metrics try it.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Data">Predictions and targets of so many samples; of as many outputs or classes whatever the number.</param>
/// <param name="Oracle">The value, by plain code that shares nothing with the metric.</param>
public sealed record MetricCase(Metric Metric, Func<int, Generator, (Tensor Predictions, Tensor Targets)> Data, Func<double[][],
    double[][], double> Oracle)
{
    /// <summary>Whether the value is that of counts, which neither order nor batches change by a bit.</summary>
    public bool IsExact { get; init; }

    public string Name { get; init; } = Metric.Name;

    public static MetricCase[] All { get; } =
    [
        Counted(Metric.Accuracy, Scores(4), (p, t) => Matches(p, t).Average()),
        Counted(Metric.BalancedAccuracy, Scores(4), (p, t) => Matches(p, t).Zip(t).GroupBy(x => x.Second[0]).Average(c => c.Average(x =>
            x.First))),
        Counted(Metric.MacroF1, Scores(3), (p, t) => Enumerable.Range(0, 3).Select(c => F1(p, t, c)).Where(f => !double.IsNaN(f))
            .Average()),
        Counted(Metric.TopK(2), Scores(5), (p, t) => p.Zip(t, (row, y) => row.Index().OrderByDescending(s => s.Item).ThenBy(s => s.Index)
            .Take(2).Any(s => s.Index == y[0]) ? 1.0 : 0).Average()),
        Counted(Metric.Recall(1), Scores(3), (p, t) => p.Zip(t).Where(s => s.Second[0] == 1).Average(s => Largest(s.First) == 1 ? 1.0 : 0)),
        Counted(Metric.Precision(2), Scores(3), (p, t) => p.Zip(t).Where(s => Largest(s.First) == 2).Average(s =>
            s.Second[0] == 2 ? 1.0 : 0)),
        Counted(Metric.F1(0), Scores(3), (p, t) => F1(p, t, 0)),
        Counted(Metric.RocAuc, Single, (p, t) => RocArea(p, t, row => row[0], 1)),
        Counted(Metric.RocAuc, Scores(3), (p, t) => Enumerable.Range(0, 3).Average(c => RocArea(p, t, row => Probabilities(row)[c], c)))
            with { Name = "ROC area of three classes" },
        Counted(Metric.AveragePrecision, Single, (p, t) => AveragePrecision(p, t, row => row[0], 1)),
        Counted(Metric.AveragePrecision, Scores(3), (p, t) =>
            Enumerable.Range(0, 3).Average(c => AveragePrecision(p, t, row => Probabilities(row)[c], c)))
            with { Name = "average precision of three classes" },
        new(Metric.LogLoss, Scores(4), (p, t) => p.Zip(t, (row, y) => -Math.Log(Probabilities(row)[(int)y[0]])).Average()),
        new(Metric.BrierScore, Scores(4), (p, t) => p.Zip(t, (row, y) => Probabilities(row).Index()
            .Sum(c => Math.Pow(c.Item - (c.Index == y[0] ? 1 : 0), 2))).Average()),
        new(Metric.BrierScore, Single, (p, t) => p.Zip(t, (row, y) => Math.Pow((1 / (1 + Math.Exp(-row[0]))) - y[0], 2)).Average())
            { Name = "Brier score of two classes" },
        new(Metric.CalibrationError(7), Scores(3), (p, t) => p.Zip(t)
            .Select(s => (Sure: Probabilities(s.First).Max(), Right: Largest(s.First) == s.Second[0] ? 1.0 : 0))
            .GroupBy(s => (int)Math.Ceiling(s.Sure * 7)).Sum(bin => Math.Abs(bin.Sum(s => s.Right - s.Sure))) / p.Length),
        new(Metric.Mse, Numbers(2), (p, t) => p.Zip(t, (a, b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Average()).Average()),
        new(Metric.Rmse, Numbers(2), (p, t) => Math.Sqrt(p.Zip(t, (a, b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Average()).Average())),
        new(Metric.Mae, Numbers(3), (p, t) => p.Zip(t, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average()).Average()),
        new(Metric.R2, Numbers(2), (p, t) => Enumerable.Range(0, 2).Average(o =>
            1 - (p.Zip(t, (a, b) => Math.Pow(a[o] - b[o], 2)).Sum() / t.Sum(b => Math.Pow(b[o] - t.Average(y => y[o]), 2))))),
    ];

    public override string ToString() => Name;

    /// <summary>The rows of a tensor [samples, ...] as numbers.</summary>
    public static double[][] Rows(Tensor tensor) => [.. tensor.ToFloat64().ToArray<double>().Chunk(tensor.Count / tensor.Shape[0])];

    private static MetricCase Counted(
        Metric metric, Func<int, Generator, (Tensor, Tensor)> data, Func<double[][], double[][], double> oracle) =>
        new(metric, data, oracle) { IsExact = true };

    // Quarters, so that there are ties; the classes in turn, so that none is missing, mixed.
    private static Func<int, Generator, (Tensor, Tensor)> Scores(int classes) => (count, generator) =>
    {
        float[] scores = new float[count * classes];
        long[] labels = [.. Enumerable.Range(0, count).Select(i => (long)(i % classes))];
        generator.Shuffle<long>(labels);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = (generator.NextInt32(13) / 4f) + (labels[i / classes] == i % classes ? 1 : 0);
        }

        return (Tensor.From(scores, [count, classes]), Tensor.From(labels));
    };

    private static (Tensor, Tensor) Single(int count, Generator generator)
    {
        (Tensor scores, Tensor labels) = Scores(2)(count, generator);
        return (scores[.., 1] - 1.125, labels);
    }

    private static Func<int, Generator, (Tensor, Tensor)> Numbers(int outputs) => (count, generator) =>
        (Tensor.Normal([count, outputs], generator), Tensor.Normal([count, outputs], generator));

    private static int Largest(double[] row) => Array.IndexOf(row, row.Max());

    private static double[] Matches(double[][] p, double[][] t) => [.. p.Zip(t, (row, y) => Largest(row) == y[0] ? 1.0 : 0)];

    private static double F1(double[][] p, double[][] t, int c) => 2.0 * p.Zip(t).Count(s => Largest(s.First) == c && s.Second[0] == c)
        / (p.Count(row => Largest(row) == c) + t.Count(y => y[0] == c));

    private static double[] Probabilities(double[] row) => [.. row.Select(x => Math.Exp(x - row.Max()) / row.Order().Sum(y =>
        Math.Exp(y - row.Max())))];

    private static double RocArea(double[][] p, double[][] t, Func<double[], double> score, int c) =>
        (from a in p.Zip(t)
         where a.Second[0] == c
         from b in p.Zip(t)
         where b.Second[0] != c
         select score(a.First).CompareTo(score(b.First)) is var order && order == 0 ? 0.5 : order > 0 ? 1 : 0).Average();

    private static double AveragePrecision(double[][] p, double[][] t, Func<double[], double> score, int c)
    {
        double sum = 0, recall = 0, positives = t.Count(y => y[0] == c);
        foreach (double threshold in p.Select(score).Distinct().OrderDescending())
        {
            double hits = p.Zip(t).Count(s => score(s.First) >= threshold && s.Second[0] == c);
            sum += ((hits / positives) - recall) * (hits / p.Count(row => score(row) >= threshold));
            recall = hits / positives;
        }

        return sum;
    }
}
