using System.Globalization;
using Autograd.Data;
using Autograd.Nn;

namespace TabularClassifier;

/// <summary>What is told of a training, in plain lines of at most 80 columns.</summary>
internal sealed class Report(TextWriter output)
{
    private const int MostImportant = 20, BarWidth = 20, NameWidth = 30;

    // A column that matters less has a shorter bar, even where none matters more; and what is less than this is nothing.
    private const double FullBar = 0.1, Little = 0.01;

    /// <summary>What was understood of the table.</summary>
    internal void Show(Table table)
    {
        foreach (string line in UserWords.Of(table.ToString()).TrimEnd('\n').Split('\n'))
        {
            output.Write(TextWidth.Of(line) <= Lines.Width ? line + "\n"
                : Lines.Wrapped(line.TrimStart(), line.Length - line.TrimStart().Length));
        }

        output.WriteLine();
    }

    /// <summary>How it was learned from, and how good the model is on the rows that test.</summary>
    internal void Show(TabularModel model)
    {
        TabularPredictor predictor = model.Predictor;
        Wrap($"Learned to predict {Lines.Quoted(predictor.Encoder.Target)} from {Lines.Count(predictor.Encoder.Columns.Count, "column")}.");
        Wrap($"{model.Division}.", 2);
        Wrap($"{Inspection.Networks(predictor)}; {Balance(model.Balance)}; {Epochs(model)}.", 2);
        if (predictor.Classes.Count > 0)
        {
            Wrap(Inspection.Rule(predictor) + (predictor.Labels == LabelRule.Balanced
                ? " The class named may so be the less probable one; --labels likeliest names the most probable." : ""), 2);
        }

        if (model.Warnings.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Before you trust it:");
            foreach (string warning in model.Warnings)
            {
                Wrap($"- {UserWords.Of(warning)}", 2, 4);
            }
        }

        if (model.Test is { } test)
        {
            output.WriteLine();
            output.WriteLine("On the rows that test:");
            output.Write(Lines.Indented(test.ToString()));
        }

        if (model.Test is { } after && model.BeforeActualFrequencies is { } before)
        {
            output.WriteLine();
            output.WriteLine("Calibration: the last phase teaches how frequent the classes are.");
            output.WriteLine($"  {"",-20}{"before",10}{"after",10}");
            foreach (Metric metric in new Metric[] { Metric.LogLoss, Metric.CalibrationError() })
            {
                output.WriteLine($"  {metric,-20}{Lines.Number(before[metric]),10}{Lines.Number(after[metric]),10}");
            }
        }

        output.WriteLine();
    }

    /// <summary>What it must beat, and whether it does.</summary>
    internal void Show(Baselines baselines)
    {
        bool isClass = baselines.Model.Confusion is not null;
        Metric score = baselines.Model.Metrics[0].Metric, loss = Baselines.LossOf(baselines.Model);
        Metric[] shown = isClass ? [score, Metric.Accuracy, loss] : [score, loss];
        string Numbers(Func<Metric, string> number) => string.Concat(
            shown.Select(metric => number(metric).PadLeft(Math.Max(10, metric.Name.Length + 1))));
        void Line(string name, TabularEvaluation of, string verdict) => output.WriteLine(
            $"  {name,-24}{Numbers(metric => Lines.Number(of[metric]))}  {verdict}".TrimEnd());
        output.WriteLine("What it must beat, on the same rows:");
        output.WriteLine($"  {"",-24}{Numbers(metric => metric.Name)}");
        Line("this model", baselines.Model, "");
        string regression = isClass ? "logistic regression" : "linear regression";
        string majority = baselines.Verdict(baselines.Majority), linear = baselines.Verdict(baselines.Linear);
        Line(isClass ? "the most frequent class" : "the mean", baselines.Majority, majority);
        Line(regression, baselines.Linear, linear);
        string rows = Lines.Count(baselines.Model.RowCount, "row");
        Wrap(baselines.StandardError > 0
            ? $"With {rows} the {score} may be off by {Lines.Number(baselines.StandardError)} (a standard error)."
            : $"By how much the {score} may be off, {rows} cannot show.", 2);
        string Apart(TabularEvaluation other) =>
            $"better in {(baselines.ByScore(other) > 0 ? score : loss)}, and worse in {(baselines.ByScore(other) > 0 ? loss : score)}";
        Wrap(majority == Baselines.Mixed ? $"It is {Apart(baselines.Majority)}, than looking at no column at all."
            : majority == Baselines.NoDifference ? "What differs from looking at no column at all is within the error of so few rows."
            : majority != Baselines.Beaten ? "It does not beat looking at no column at all: the columns may tell nothing of the target."
            : linear == Baselines.Beaten ? "It beats both."
            : linear == Baselines.NotBeaten ? $"A {regression} does better. More rows, or another --seed and --ensemble, may change that."
            : linear == Baselines.Mixed ? $"It beats the first. It is {Apart(baselines.Linear)}, than {regression}."
            : $"It beats the first; what differs from {regression} is within the error of so many rows.", 2);
        output.WriteLine();
    }

    /// <summary>Which columns matter.</summary>
    internal void Show(IReadOnlyList<ColumnImportance> importance, TabularEvaluation test)
    {
        output.WriteLine($"What drives it: how much the {test.Metrics[0].Metric} falls where a column is mixed up");
        double most = Math.Max(FullBar, importance.Max(each => each.Mean));
        int width = Math.Min(NameWidth, importance.Take(MostImportant).Max(each => TextWidth.Of(each.Column)));
        foreach (ColumnImportance each in importance.Take(MostImportant))
        {
            int bar = (int)Math.Round(BarWidth * Math.Clamp(each.Mean / most, 0, 1));
            string number = string.Create(CultureInfo.InvariantCulture, $"{each.Mean + 0.0,7:F3} ± {each.Deviation:F3}");
            output.WriteLine($"  {Lines.Fit(each.Column, width)}  {number}  {new string('█', bar)}".TrimEnd());
        }

        if (importance.Count > MostImportant)
        {
            output.WriteLine($"  and {Lines.Count(importance.Count - MostImportant, "further column")} of less weight");
        }

        if (importance.All(each => each.Mean < Math.Max(Little, 2 * each.Deviation)))
        {
            Wrap("No column matters more by itself than chance would show: they tell little, or the same.", 2);
        }

        output.WriteLine();
    }

    /// <summary>How good models are on all rows.</summary>
    internal void Show(TabularCrossValidation folds)
    {
        string times = folds.Repetitions == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {folds.Repetitions} times");
        string parts = string.Create(CultureInfo.InvariantCulture, $"{folds.FoldCount} parts{times}");
        Wrap($"Every row tests once in {parts}; mean and standard error over {Lines.Count(folds.Folds.Count, "training")}:");
        output.Write(Lines.Indented(folds.ToString()));
        output.WriteLine();
    }

    /// <summary>A sentence.</summary>
    internal void Say(string sentence) => Wrap(sentence);

    private void Wrap(string text, int indent = 0, int? following = null) => output.Write(Lines.Wrapped(text, indent, following));

    private static string Balance(ClassBalance balance) => balance switch
    {
        ClassBalance.BalancedThenActual => "balanced batches, then the actual frequencies",
        ClassBalance.Weights => "rare classes weigh more, then the actual frequencies",
        _ => "batches as they come",
    };

    private static string Epochs(TabularModel model)
    {
        double mean = model.Trainings.Average(each => each.History.Count);
        string epochs = string.Create(CultureInfo.InvariantCulture, $"{mean:F0} epoch{(mean == 1 ? "" : "s")}");
        return (mean == 0 ? "no network that was tried predicts better than the linear model alone" : epochs)
            + string.Create(CultureInfo.InvariantCulture, $"; {model.Elapsed.TotalSeconds:F2}\u00a0s");
    }
}
