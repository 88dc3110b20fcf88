using System.Globalization;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>How good predictions are, on rows that nothing was learned from.</summary>
public sealed class TabularEvaluation
{
    private static readonly ClassMetric[] s_ofProbabilities = [Metric.LogLoss, Metric.CalibrationError()];
    private static readonly Metric[] s_ofNumbers = [Metric.R2, Metric.Rmse, Metric.Mae];

    private TabularEvaluation(
        IReadOnlyList<string> classes, int rows, ConfusionMatrix? confusion, IReadOnlyList<(Metric Metric, double Value)> metrics)
    {
        (Classes, RowCount, Confusion, Metrics) = (classes, rows, confusion, metrics);
    }

    /// <summary>The classes, in order; none where a number is predicted.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>How many rows there are.</summary>
    public int RowCount { get; }

    /// <summary>Which class was taken for which, by the rule that names one; null where a number is predicted.</summary>
    public ConfusionMatrix? Confusion { get; }

    /// <summary>
    /// The metrics, first the one by which results are compared. Of classes: <see cref="Metric.BalancedAccuracy"/> and
    /// <see cref="Metric.Accuracy"/> of what is named; <see cref="Metric.LogLoss"/>, <see cref="Metric.CalibrationError"/> and, of two
    /// classes, <see cref="Metric.RocAuc"/> of the probabilities. Of numbers: <see cref="Metric.R2"/>, <see cref="Metric.Rmse"/> and
    /// <see cref="Metric.Mae"/>.
    /// </summary>
    public IReadOnlyList<(Metric Metric, double Value)> Metrics { get; }

    /// <summary>The value of a metric.</summary>
    /// <param name="metric">One of <see cref="Metrics"/>.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public double this[Metric metric]
    {
        get
        {
            foreach ((Metric each, double value) in Metrics)
            {
                if (each.Equals(metric))
                {
                    return value;
                }
            }

            throw new ArgumentException($"TabularEvaluation: {metric} was not measured, only "
                + $"{string.Join(", ", Metrics.Select(each => each.Metric))}.", nameof(metric));
        }
    }

    /// <summary>The first of the metrics, by which results are compared: balanced accuracy, or R².</summary>
    public double Score => Metrics[0].Value;

    internal static TabularEvaluation OfClasses(IReadOnlyList<string> classes, double[][] probabilities, int[] named, int[] actual)
    {
        int count = classes.Count;
        var confusion = new ConfusionMatrix(count);
        confusion.Add(Array.ConvertAll(named, label => (long)label), Array.ConvertAll(actual, label => (long)label));
        Tensor scores = Tensor.From([.. probabilities.SelectMany(row => row)], [actual.Length, count]);
        Tensor targets = Tensor.From(Array.ConvertAll(actual, label => (long)label));
        List<(Metric, double)> metrics =
            [(Metric.BalancedAccuracy, confusion.BalancedAccuracy), (Metric.Accuracy, confusion.Accuracy)];
        foreach (ClassMetric metric in count == 2 ? [.. s_ofProbabilities, Metric.RocAuc] : s_ofProbabilities)
        {
            metrics.Add((metric, metric.OnProbabilities.Of(scores, targets)));
        }

        return new(classes, actual.Length, confusion, metrics);
    }

    internal static TabularEvaluation OfNumbers(double[] predicted, double[] actual)
    {
        Tensor answers = Tensor.From(predicted), targets = Tensor.From(actual);
        return new([], actual.Length, null, [.. s_ofNumbers.Select(metric => (metric, metric.Of(answers, targets)))]);
    }

    /// <summary>The rows and the metrics, a line each, and of classes the recall and the precision of each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"rows",-24}{RowCount,10:N0}\n");
        foreach ((Metric metric, double value) in Metrics)
        {
            text.Append(CultureInfo.InvariantCulture, $"{metric,-24}{PlainNumber.Of(value, 4),10}\n");
        }

        if (Confusion is { } confusion)
        {
            int width = Math.Clamp(Classes.Max(name => TextWidth.Of(name)), 5, 40);
            text.Append("class".PadRight(width)).Append("   rows   recall  precision\n");
            for (int i = 0; i < Classes.Count; i++)
            {
                text.Append(TextWidth.Pad(Quoted.Plain(Classes[i]), width)).Append(CultureInfo.InvariantCulture,
                    $"{confusion.Support(i),7}{confusion.Recall(i),9:F3}{confusion.Precision(i),11:F3}\n");
            }
        }

        return text.ToString().TrimEnd('\n');
    }
}
