using Autograd.Data;

namespace TabularClassifier;

/// <summary>What a model must beat, on the same rows.</summary>
/// <param name="Model">The model.</param>
/// <param name="Majority">What comes of looking at no column.</param>
/// <param name="Linear">What comes of weights alone.</param>
internal sealed record Baselines(TabularEvaluation Model, TabularEvaluation Majority, TabularEvaluation Linear)
{
    internal const string Beaten = "beaten", NotBeaten = "NOT beaten", NoDifference = "no difference";

    /// <summary>By how much a score might be off for the rows that happen to test: a standard error.</summary>
    internal double StandardError { get; } = Math.Max(ErrorOf(Model), ErrorOf(Linear));

    /// <summary>Measures them.</summary>
    internal static Baselines Of(TabularModel model, CancellationToken stop) =>
        new(model.Test!, model.MajorityBaseline(), model.LinearBaseline(stop));

    /// <summary>Whether the model is better, as good as can be told, or worse.</summary>
    internal string Verdict(TabularEvaluation other)
    {
        double ahead = Model.Score - other.Score;
        double error = Math.Max(ErrorOf(Model), ErrorOf(other));
        return ahead > error ? Beaten : ahead < -error ? NotBeaten : NoDifference;
    }

    // The recall of a class is a share of its rows. Of numbers: as if their errors were normally distributed.
    private static double ErrorOf(TabularEvaluation evaluation)
    {
        if (evaluation.Confusion is not { } confusion)
        {
            return (1 - evaluation.Score) * Math.Sqrt(2.0 / evaluation.RowCount);
        }

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
