using System.Globalization;
using Autograd.Nn;
using Spectre.Console;

namespace RareDisease;

/// <summary>What is shown of the trainings. Of several seeds, figures are means, with the least and the most beside them.</summary>
internal sealed class Report(IAnsiConsole console, Clinic clinic)
{
    /// <summary>Tells what is going to be done, in plain lines: the training need not wait for a console that can draw.</summary>
    internal static void Introduce(TextWriter output, Clinic clinic, Options options)
    {
        output.WriteLine($"{clinic.Name}: {clinic.Train.Count} patients to train on, {clinic.Test.Count} others to test on");
        double[] shares = clinic.Train.ClassFrequencies;
        output.WriteLine(string.Join(", ", clinic.ClassNames.Select((name, c) => $"{name} {Percent(shares[c])}")));
        output.WriteLine($"network 21-32-16-3 with PReLU, Adam at {Number(options.LearningRate)}, seeds " +
            $"{string.Join(", ", Array.ConvertAll(options.Seeds, Number))}");
        output.WriteLine();
    }

    /// <summary>Shows the results.</summary>
    internal void Show(TrainingResult[] results)
    {
        IGrouping<Strategy, TrainingResult>[] groups = [.. results.GroupBy(result => result.Strategy)];
        console.WriteLine();
        ShowRecognition(groups);
        ShowFrequencies(groups);
        ShowLedger(groups);
        ShowSlopes(groups);
        ShowTrade(results);
    }

    private void ShowRecognition(IGrouping<Strategy, TrainingResult>[] groups)
    {
        Table table = NewTable("Recognized among the test patients, in %", ["strategy", "accuracy", "balanced accuracy"]);
        foreach (string name in clinic.ClassNames)
        {
            table.AddColumn(Right("recall " + name));
        }

        table.AddColumn(Right("updates")).AddColumn(Right("seconds"));
        foreach (IGrouping<Strategy, TrainingResult> group in groups)
        {
            AddRow(table, [
                group.Key.Title(), Spread(group, r => r.Evaluation.Accuracy), Spread(group, r => r.Evaluation.BalancedAccuracy),
                .. Classes.Select(c => Spread(group, r => r.Evaluation.Recalls[c])),
                Number(group.First().Updates), group.Average(r => r.Seconds).ToString("F2", CultureInfo.InvariantCulture)]);
        }

        console.Write(table);
    }

    private void ShowFrequencies(IGrouping<Strategy, TrainingResult>[] groups)
    {
        Table table = NewTable("Mean predicted frequency of each class, against the actual one", ["strategy", .. clinic.ClassNames]);
        AddRow(table, ["actual", .. clinic.Test.ClassFrequencies.Select(Percent)]);
        foreach (IGrouping<Strategy, TrainingResult> group in groups)
        {
            AddRow(table, [group.Key.Title(), .. Classes.Select(c => Percent(group.Average(r => r.Evaluation.PredictedFrequencies[c])))]);
        }

        console.Write(table);
    }

    private void ShowLedger(IGrouping<Strategy, TrainingResult>[] groups)
    {
        Table table = NewTable("Ledger: what was drawn of the training patients, per training",
            ["strategy", "class", "patients", "draws", "repeats", "never seen"]);
        foreach (IGrouping<Strategy, TrainingResult> group in groups)
        {
            foreach (int c in Classes)
            {
                ClassDraws draws = group.First().Ledger[c];
                AddRow(table, [
                    c == 0 ? group.Key.Title() : "", clinic.ClassNames[c], Number(draws.Samples), Number(draws.Draws),
                        Number(draws.Repeats),
                    Number(draws.NeverSeen)]);
            }
        }

        console.Write(table);
    }

    private void ShowSlopes(IGrouping<Strategy, TrainingResult>[] groups)
    {
        Table table = NewTable("PReLU slopes: mean, least and most, over the units and seeds", ["strategy", "layer", "before", "after"]);
        foreach (IGrouping<Strategy, TrainingResult> group in groups)
        {
            for (int layer = 0; layer < group.First().SlopesAfter.Length; layer++)
            {
                AddRow(table, [
                    layer == 0 ? group.Key.Title() : "", Number(layer + 1), Slopes(group.SelectMany(r => r.SlopesBefore[layer])),
                    Slopes(group.SelectMany(r => r.SlopesAfter[layer]))]);
            }
        }

        console.Write(table);
    }

    // Said from the figures of this very run, whichever way they fall.
    private void ShowTrade(TrainingResult[] results)
    {
        Evaluation[] before = [.. results.Where(r => r.Strategy == Strategy.Balanced).Select(r => r.Evaluation)];
        Evaluation[] after = [.. results.Where(r => r.Strategy == Strategy.FineTuned).Select(r => r.Evaluation)];
        if (before.Length == 0 || after.Length == 0)
        {
            return;
        }

        string Change(Func<Evaluation, double> of) =>
            $"{Percent(before.Average(of))} to {Percent(after.Average(of))} ({Points(after.Average(of) - before.Average(of))})";
        int[] rarestFirst = [.. Classes.OrderBy(c => clinic.Train.ClassFrequencies[c])];
        Line("What fine-tuning at the actual frequency changed, against balanced batches alone:");
        Line($"  accuracy {Change(e => e.Accuracy)}, balanced accuracy {Change(e => e.BalancedAccuracy)}");
        Line($"  calibration, the largest gap between predicted and actual frequency: {Change(e => e.LargestGap)}");
        foreach (int c in rarestFirst)
        {
            Line($"  recall of {clinic.ClassNames[c]} {Change(e => e.Recalls[c])}");
        }

        bool recallFell = after.Average(RareRecall) < before.Average(RareRecall);
        bool accuracyRose = after.Average(e => e.Accuracy) > before.Average(e => e.Accuracy);
        Line(recallFell && accuracyRose
            ? "So accuracy was paid for with recall of the rare classes."
            : "Accuracy is usually paid for with recall of the rare classes; this run does not show it.");
        Line("Balanced batches alone are for screening, where a missed patient costs more than a false alarm; a fine-tuned network is for");
        Line("where errors cost the same, and expects each class about as often as it comes.");

        double RareRecall(Evaluation e) => rarestFirst[..^1].Average(c => e.Recalls[c]);
    }

    private static IEnumerable<int> Classes => Enumerable.Range(0, Samples.ClassCount);

    private static Table NewTable(string title, string[] columns)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(title));
        for (int i = 0; i < columns.Length; i++)
        {
            table.AddColumn(i == 0 ? new TableColumn(Markup.Escape(columns[i])) : Right(columns[i]));
        }

        return table;
    }

    private static TableColumn Right(string header) => new TableColumn(Markup.Escape(header)).RightAligned();

    private static void AddRow(Table table, IEnumerable<string> cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);

    private void Line(string text) => console.WriteLine(text);

    private static string Spread(IEnumerable<TrainingResult> results, Func<TrainingResult, double> of)
    {
        double[] values = [.. results.Select(of)];
        return values.Length == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * values[0]:F1}")
            : string.Create(CultureInfo.InvariantCulture, $"{100 * values.Average():F1} ({100 * values.Min():F1}-{100 * values.Max():F1})");
    }

    private static string Slopes(IEnumerable<float> slopes)
    {
        float[] all = [.. slopes];
        return string.Create(CultureInfo.InvariantCulture, $"{all.Average():F3} ({all.Min():F3} to {all.Max():F3})");
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    private static string Points(double difference) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * difference:+0.0;-0.0;0.0} points");

    private static string Number<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
