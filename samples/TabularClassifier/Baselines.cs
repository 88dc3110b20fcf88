using Autograd.Data;
using Autograd.Nn;

namespace TabularClassifier;

/// <summary>What a model must beat, on the same rows.</summary>
/// <param name="Model">The model.</param>
/// <param name="Majority">What comes of looking at no column.</param>
/// <param name="Linear">What comes of weights alone.</param>
internal sealed record Baselines(TabularEvaluation Model, TabularEvaluation Majority, TabularEvaluation Linear)
{
    /// <summary>
    /// By how much the score might be off for the rows that happen to test: the standard error of a balanced accuracy, whose recalls are
    /// shares of their classes' rows. NaN for numbers.
    /// </summary>
    internal double StandardError { get; } = Model.Confusion is { } confusion ? ErrorOf(confusion) : double.NaN;

    /// <summary>Measures them.</summary>
    internal static Baselines Of(TabularModel model, CancellationToken stop) =>
        new(model.Test!, model.MajorityBaseline(), model.LinearBaseline(stop));

    /// <summary>Whether the model is better, as good as can be told, or worse.</summary>
    internal string Verdict(TabularEvaluation other)
    {
        double ahead = Model.Score - other.Score;
        double error = double.IsNaN(StandardError) ? 0 : StandardError;
        return ahead > error ? "beaten" : ahead < -error || error == 0 ? "NOT beaten" : "no difference that can be told";
    }

    private static double ErrorOf(ConfusionMatrix confusion)
    {
        (double variance, int classes) = (0, 0);
        for (int c = 0; c < confusion.ClassCount; c++)
        {
            if (confusion.Support(c) is > 0 and var rows)
            {
                variance += confusion.Recall(c) * (1 - confusion.Recall(c)) / rows;
                classes++;
            }
        }

        return Math.Sqrt(variance) / classes;
    }
}
