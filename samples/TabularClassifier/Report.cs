using System.Globalization;
using Autograd.Data;

namespace TabularClassifier;

/// <summary>What is told of a training, in plain lines of at most 80 columns.</summary>
internal sealed class Report(TextWriter output)
{
    private const int MostImportant = 20, BarWidth = 20, NameWidth = 30;

    /// <summary>What was understood of the table.</summary>
    internal void Show(Table table)
    {
        foreach (string line in UserWords.Of(table.ToString()).TrimEnd('\n').Split('\n'))
        {
            output.Write(line.Length <= Lines.Width ? line + "\n" : Lines.Wrapped(line.TrimStart(), line.Length - line.TrimStart().Length));
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
            output.WriteLine($"On the {Lines.Count(test.RowCount, "row")} that test:");
            output.Write(Lines.Indented(test.ToString()));
        }

        if (model.Test is { } after && model.BeforeActualFrequencies is { } before)
        {
            output.WriteLine();
            output.WriteLine("Calibration: the last phase teaches how frequent the classes are.");
            output.WriteLine($"  {"",-20}{"before",10}{"after",10}");
            foreach (string metric in new[] { "log loss", "calibration error" })
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
        (string score, string second) = isClass ? ("balanced accuracy", "log loss") : ("R²", "mean absolute error");
        int width = second.Length + 3;
        void Line(string name, TabularEvaluation of, string verdict) => output.WriteLine(
            $"  {name,-24}{Lines.Number(of.Score),19}{Lines.Number(of[second]).PadLeft(width)}   {verdict}".TrimEnd());
        output.WriteLine("What it must beat, on the same rows:");
        output.WriteLine($"  {"",-24}{score,19}{second.PadLeft(width)}");
        Line("this model", baselines.Model, "");
        string majority = baselines.Verdict(baselines.Majority), linear = baselines.Verdict(baselines.Linear);
        Line(isClass ? "the most frequent class" : "the mean", baselines.Majority, majority);
        Line(isClass ? "logistic regression" : "linear regression", baselines.Linear, linear);
        Wrap($"With {Lines.Count(baselines.Model.RowCount, "row")} the {score} may be off by {Lines.Number(baselines.StandardError)} (a "
            + "standard error).", 2);
        Wrap(majority != Baselines.Beaten ? "It does not beat looking at no column at all: the columns may tell nothing of the target."
            : linear == Baselines.Beaten ? "It beats both."
            : linear == Baselines.NotBeaten ? "Weights alone do better. More rows, or another --seed and --ensemble, may change that."
            : "It beats the first; that it is better than weights alone, these rows cannot show.", 2);
        output.WriteLine();
    }

    /// <summary>Which columns matter.</summary>
    internal void Show(IReadOnlyList<ColumnImportance> importance, TabularEvaluation test)
    {
        string score = test.Confusion is null ? "R²" : "balanced accuracy";
        output.WriteLine($"What drives it: how much the {score} falls where a column is mixed up");
        double most = Math.Max(1e-9, importance.Max(each => each.Mean));
        int width = Math.Min(NameWidth, importance.Take(MostImportant).Max(each => each.Column.Length));
        foreach (ColumnImportance each in importance.Take(MostImportant))
        {
            int bar = (int)Math.Round(BarWidth * Math.Clamp(each.Mean / most, 0, 1));
            string number = string.Create(CultureInfo.InvariantCulture, $"{each.Mean + 0.0,7:F3} ± {each.Deviation:F3}");
            output.WriteLine($"  {Lines.Fit(each.Column, width)}  {number}  {new string('█', bar)}".TrimEnd());
        }

        if (importance.Count > MostImportant)
        {
            output.WriteLine($"  and {Lines.Count(importance.Count - MostImportant, "column")} more that matter less");
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
        double seconds = model.Trainings.Max(each => each.Elapsed.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{mean:F0} epochs, {seconds:F2}\u00a0s");
    }
}
