using System.Globalization;
using System.Text;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>How good predictions are, on rows that nothing was learned from.</summary>
public sealed class TabularEvaluation
{
    private TabularEvaluation(IReadOnlyList<string> classes, int rows, ConfusionMatrix? confusion, IReadOnlyList<(string, double)> metrics)
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
    /// The metrics by name. Of classes: balanced accuracy and accuracy of what is named; log loss, calibration error and, of two classes,
    /// the area under the ROC curve of the probabilities. Of numbers: the root of the mean squared error, the mean absolute error, R².
    /// </summary>
    public IReadOnlyList<(string Name, double Value)> Metrics { get; }

    /// <summary>A metric by its name.</summary>
    /// <param name="name">The name, as <see cref="Metrics"/> has it.</param>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public double this[string name] => Metrics.Any(each => each.Name == name) ? Metrics.First(each => each.Name == name).Value
        : throw new ArgumentException(
            $"The evaluation was asked for {Quoted.Text(name)}; there are {Quoted.List(Metrics.Select(each => each.Name))}.", nameof(name));

    /// <summary>The share of rows whose class was named; NaN where a number is predicted.</summary>
    public double Accuracy => Confusion?.Accuracy ?? double.NaN;

    /// <summary>The mean over the classes of the share of their rows that were recognized; NaN where a number is predicted.</summary>
    public double BalancedAccuracy => Confusion?.BalancedAccuracy ?? double.NaN;

    /// <summary>The metric by which results are compared: balanced accuracy, or R².</summary>
    public double Score => Confusion is null ? this["R²"] : BalancedAccuracy;

    internal static TabularEvaluation OfClasses(IReadOnlyList<string> classes, double[][] probabilities, int[] named, int[] actual)
    {
        int count = classes.Count;
        var confusion = new ConfusionMatrix(count);
        confusion.Add(Array.ConvertAll(named, label => (long)label), Array.ConvertAll(actual, label => (long)label));
        Tensor scores = Tensor.From([.. probabilities.SelectMany(row => row)], [actual.Length, count]);
        Tensor targets = Tensor.From(Array.ConvertAll(actual, label => (long)label));
        List<(string, double)> metrics =
        [
            ("balanced accuracy", confusion.BalancedAccuracy), ("accuracy", confusion.Accuracy),
            ("log loss", Metric.LogLoss.OnProbabilities.Of(scores, targets)),
            ("calibration error", Metric.CalibrationError().OnProbabilities.Of(scores, targets)),
        ];
        if (count == 2)
        {
            metrics.Add(("ROC area", Metric.RocAuc.OnProbabilities.Of(scores, targets)));
        }

        return new(classes, actual.Length, confusion, metrics);
    }

    internal static TabularEvaluation OfNumbers(double[] predicted, double[] actual)
    {
        Tensor answers = Tensor.From(predicted), targets = Tensor.From(actual);
        return new([], actual.Length, null,
        [
            ("R²", Metric.R2.Of(answers, targets)), ("root mean squared error", Math.Sqrt(Metric.Mse.Of(answers, targets))),
            ("mean absolute error", Metric.Mae.Of(answers, targets)),
        ]);
    }

    /// <summary>The metrics, a line each, and of classes the recall and the precision of each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((string name, double value) in Metrics)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name,-24}{value,10:G4}\n");
        }

        if (Confusion is { } confusion)
        {
            int width = Math.Clamp(Classes.Max(name => name.Length), 5, 40);
            text.Append("class".PadRight(width)).Append("   rows   recall  precision\n");
            for (int i = 0; i < Classes.Count; i++)
            {
                text.Append(Quoted.Plain(Classes[i]).PadRight(width)).Append(CultureInfo.InvariantCulture,
                    $"{confusion.Support(i),7}{confusion.Recall(i),9:F3}{confusion.Precision(i),11:F3}\n");
            }
        }

        return text.ToString().TrimEnd('\n');
    }
}
