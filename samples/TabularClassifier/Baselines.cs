using Autograd.Data;
using Autograd.Nn;

namespace TabularClassifier;

/// <summary>What a model must beat, on the same rows.</summary>
/// <param name="Model">The model.</param>
/// <param name="Majority">What comes of looking at no column.</param>
/// <param name="Linear">What comes of logistic regression, or linear regression.</param>
internal sealed record Baselines(TabularEvaluation Model, TabularEvaluation Majority, TabularEvaluation Linear)
{
    internal const string Beaten = "beaten", NotBeaten = "NOT beaten", NoDifference = "no difference", Mixed = "mixed";

    /// <summary>By how much a score might be off for the rows that happen to test: a standard error.</summary>
    internal double StandardError { get; } = Math.Max(ErrorOf(Model), ErrorOf(Linear));

    /// <summary>Measures them.</summary>
    internal static Baselines Of(TabularModel model, CancellationToken stop) =>
        new(model.Test!, model.MajorityBaseline(), model.LinearBaseline(stop));

    /// <summary>Whether the model is better, as good as can be told, or worse.</summary>
    internal string Verdict(TabularEvaluation other) => (ByScore(other), ByLoss(other)) switch
    {
        (0, 0) => NoDifference,
        ( >= 0, >= 0) => Beaten,
        ( <= 0, <= 0) => NotBeaten,
        _ => Mixed,
    };

    /// <summary>Whether the model's score is better (1) or worse (-1) by more than its error.</summary>
    internal int ByScore(TabularEvaluation other) =>
        Sign(Model.Score - other.Score, Math.Max(ErrorOf(Model), ErrorOf(other)));

    /// <summary>Whether the model's loss is better (1) or worse (-1) by more than its error.</summary>
    internal int ByLoss(TabularEvaluation other)
    {
        // As if the log loss came of some rows with a loss of 2 each, and distances from numbers were exponentially distributed.
        (double model, double others) = (Model[LossOf(Model)], other[LossOf(other)]);
        double most = Math.Max(model, others);
        return Sign(others - model, (Model.Confusion is null ? most : Math.Sqrt(2 * most)) / Math.Sqrt(Model.RowCount));
    }

    /// <summary>Which loss is looked at besides the score.</summary>
    internal static Metric LossOf(TabularEvaluation evaluation) => evaluation.Confusion is null ? Metric.Mae : Metric.LogLoss;

    private static int Sign(double ahead, double error) => ahead > error ? 1 : ahead < -error ? -1 : 0;

    // The recall of a class is a share of its rows, of which a few that are all right, or all wrong, are not certain: its error is that of
    // a share of which nothing was known before (Laplace's rule: one row more that is right and one that is wrong). Of numbers: as if
    // their errors were normally distributed.
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
                double right = confusion[c, c] + 1.0, all = rows + 2.0;
                variance += right * (all - right) / (all * all * (all + 1));
                classes++;
            }
        }

        return Math.Sqrt(variance) / classes;
    }
}
