using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Metrics;

/// <summary>Metrics have the values that scikit-learn computes; Conformance/make_metrics.py tells how they were made.</summary>
public sealed class GoldenMetricTests
{
    private static readonly JsonElement[] s_cases = [.. JsonDocument.Parse(File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "Conformance", "metrics.json"))).RootElement.EnumerateArray()];

    private static IEnumerable<TestCaseData> Values() =>
        from item in s_cases
        from value in item.GetProperty("values").EnumerateObject()
        select new TestCaseData(item, value.Name, value.Value.ValueKind == JsonValueKind.Null ? double.NaN : value.Value.GetDouble())
            .SetArgDisplayNames(item.GetProperty("name").GetString()!, value.Name);

    private static IEnumerable<TestCaseData> Classes() =>
        from item in s_cases
        where item.GetProperty("kind").GetString() == "classes"
        select new TestCaseData(item).SetArgDisplayNames(item.GetProperty("name").GetString()!);

    [TestCaseSource(nameof(Values))]
    public void A_metric_has_the_value_that_scikit_learn_has(JsonElement item, string name, double expected)
    {
        (Tensor predictions, Tensor targets) = Batch(item);
        double value = Named(name).Of(predictions, targets);
        double.IsNaN(value).ShouldBe(double.IsNaN(expected));
        (double.IsNaN(value) ? 0 : value - expected).ShouldBe(0, 1e-12);
    }

    // Of the probabilities' logarithms, which are logits; two classes' areas are those of the differences.
    [TestCaseSource(nameof(Classes))]
    public void Logits_give_the_same(JsonElement item)
    {
        (Tensor predictions, Tensor targets) = Batch(item);
        Tensor logits = predictions.Shape[1] == 1 ? (predictions / (1 - predictions)).Log() : predictions.Log() + 3;
        foreach (string name in new[] { "accuracy", "log loss", "Brier score" })
        {
            double expected = item.GetProperty("values").GetProperty(name).GetDouble();
            (Named(name) is ClassMetric { } metric ? Logits(metric).Of(logits, targets) : 0).ShouldBe(expected, 1e-12);
        }
    }

    [TestCaseSource(nameof(Classes))]
    public void Counts_and_bins_are_those_of_scikit_learn(JsonElement item)
    {
        (Tensor predictions, Tensor targets) = Batch(item);
        var matrix = new ConfusionMatrix(Math.Max(2, predictions.Shape[1]));
        MetricAccumulator confusion = Metric.Accuracy.OnProbabilities.Start();
        confusion.Update(predictions, targets);
        Tensor rows = predictions.Shape[1] == 1 ? Tensor.Concatenate([1 - predictions, predictions], 1) : predictions;
        matrix.Add(rows, targets);
        JsonElement[] counts = [.. item.GetProperty("confusion").EnumerateArray().SelectMany(row => row.EnumerateArray())];
        counts.Select(count => count.GetInt64()).ShouldBe(
            Enumerable.Range(0, counts.Length).Select(i => matrix[i / matrix.ClassCount, i % matrix.ClassCount]));
        matrix.Accuracy.ShouldBe(confusion.Value);

        var diagram = new ReliabilityDiagram(bins: 10, onProbabilities: true);
        diagram.Add(predictions, targets);
        double[] right = [.. item.GetProperty("reliability").GetProperty("right").EnumerateArray().Select(x => x.GetDouble())];
        double[] mean = [.. item.GetProperty("reliability").GetProperty("confidence").EnumerateArray().Select(x => x.GetDouble())];
        ReliabilityBin[] bins = [.. diagram.Bins.Where(bin => bin.Count > 0)];
        if (right.Length > 0)
        {
            bins.Select(bin => bin.Accuracy).ShouldBe(right, 1e-12);
            bins.Select(bin => bin.Confidence).ShouldBe(mean, 1e-12);
        }

        double error = bins.Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / diagram.Count;
        diagram.CalibrationError.ShouldBe(error, 1e-12);
        Metric.CalibrationError(10).OnProbabilities.Of(predictions, targets).ShouldBe(error, 1e-12);
    }

    private static ClassMetric Logits(ClassMetric metric) =>
        new[] { Metric.Accuracy, Metric.LogLoss, Metric.BrierScore }.Single(logits => logits.OnProbabilities.Equals(metric));

    private static Metric Named(string name)
    {
        int c = name.Contains(" of class ", StringComparison.Ordinal) ? name[^1] - '0' : 0;
        ClassMetric[] ofClasses =
        [
            Metric.Accuracy, Metric.BalancedAccuracy, Metric.MacroF1, Metric.LogLoss, Metric.BrierScore, Metric.RocAuc,
            Metric.AveragePrecision, Metric.TopK(2), Metric.Recall(c), Metric.Precision(c), Metric.F1(c),
        ];
        return ofClasses.FirstOrDefault(metric => metric.Name == name)?.OnProbabilities
            ?? new[] { Metric.Mse, Metric.Mae, Metric.R2 }.Single(metric => metric.Name == name);
    }

    private static (Tensor Predictions, Tensor Targets) Batch(JsonElement item) => item.GetProperty("kind").GetString() == "classes"
        ? (Rows(item.GetProperty("probabilities")),
            Tensor.From([.. item.GetProperty("targets").EnumerateArray().Select(label => label.GetInt64())]))
        : (Rows(item.GetProperty("predictions")), Rows(item.GetProperty("targets")));

    private static Tensor Rows(JsonElement rows) => Tensor.From(
        [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(x => x.GetDouble())],
        [rows.GetArrayLength(), rows[0].GetArrayLength()]);
}
