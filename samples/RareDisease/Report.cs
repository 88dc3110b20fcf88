using System.Globalization;
using Autograd.Nn;
using Spectre.Console;

namespace RareDisease;

/// <summary>What is shown of the trainings. Of several seeds, figures are means, with the least and the most beside them.</summary>
internal sealed class Report(IAnsiConsole console, Clinic clinic)
{
    private static readonly (Strategy Strategy, string What)[] s_afterwards =
    [
        (Strategy.FineTuned, "fine-tuning"), (Strategy.PriorCorrected, "correction"),
        (Strategy.ByCost, "fine-tuning and costs"),
    ];

    /// <summary>Tells what is going to be done, in plain lines: the training need not wait for a console that can draw.</summary>
    internal static void Introduce(TextWriter output, Clinic clinic, Options options)
    {
        output.WriteLine($"{clinic.Name}: {clinic.Train.Count} patients to train on, {clinic.Test.Count} others to test on");
        double[] shares = clinic.Train.ClassFrequencies(Clinic.ClassCount);
        output.WriteLine(string.Join(", ", clinic.ClassNames.Select((name, c) => $"{name} {Percent(shares[c])}")));
        output.WriteLine($"network 21-32-16-3 with PReLU, Adam at {Number(options.LearningRate)}, seeds " +
            $"{string.Join(", ", Array.ConvertAll(options.Seeds, Number))}");
        output.WriteLine();
    }

    /// <summary>Tells that a training is done, in a line.</summary>
    internal static void Done(TextWriter output, Outcome outcome)
    {
        lock (output)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Strategy.Name()}, seed {outcome.Seed}: {outcome.Updates} updates, loss {outcome.Loss:F4}, " +
                $"{outcome.Seconds:F2} s"));
        }
    }

    /// <summary>Shows the results.</summary>
    internal void Show(Outcome[] results)
    {
        IGrouping<Strategy, Outcome>[] groups = [.. results.GroupBy(result => result.Strategy)];
        console.WriteLine();
        ShowRecognition(groups);
        ShowFrequencies(groups);
        ShowLedger(groups);
        ShowSlopes(groups);
        ShowTrade(results);
    }

    private void ShowRecognition(IGrouping<Strategy, Outcome>[] groups)
    {
        Table table = NewTable("Recognized among the test patients, in %", ["strategy", "accuracy", "balanced\naccuracy"]);
        foreach (string name in clinic.ClassNames)
        {
            table.AddColumn(Right("recall\n" + name.Replace(' ', '\n')));
        }

        foreach (IGrouping<Strategy, Outcome> group in groups)
        {
            AddRow(table, [
                group.Key.Title(), Spread(group, r => r.Recognition.Accuracy), Spread(group, r => r.Recognition.BalancedAccuracy),
                .. Classes.Select(c => Spread(group, r => r.Recognition.Recalls[c]))]);
        }

        console.Write(table);
    }

    private void ShowFrequencies(IGrouping<Strategy, Outcome>[] groups)
    {
        Table table = NewTable("Mean predicted frequency, and the actual one", ["strategy", .. clinic.ClassNames]);
        AddRow(table, ["actual", .. clinic.Test.ClassFrequencies(Clinic.ClassCount).Select(Percent)]);
        foreach (IGrouping<Strategy, Outcome> group in groups)
        {
            AddRow(table, [group.Key.Title(), .. Classes.Select(c => Percent(group.Average(r => r.Recognition.PredictedFrequencies[c])))]);
        }

        console.Write(table);
    }

    private void ShowLedger(IGrouping<Strategy, Outcome>[] groups)
    {
        Table table = NewTable("Ledger: what was drawn of the training patients, per training",
            ["strategy", "class", "patients", "draws", "repeats", "unseen"]);
        foreach (IGrouping<Strategy, Outcome> group in groups)
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

    private void ShowSlopes(IGrouping<Strategy, Outcome>[] groups)
    {
        Table table = NewTable("PReLU slopes: mean, least and most, over the units and seeds", ["strategy", "layer", "before", "after"]);
        foreach (IGrouping<Strategy, Outcome> group in groups)
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
    private void ShowTrade(Outcome[] results)
    {
        Recognition[] Of(Strategy strategy) => [.. results.Where(r => r.Strategy == strategy).Select(r => r.Recognition)];
        Recognition[] before = Of(Strategy.Balanced);
        if (before.Length == 0)
        {
            return;
        }

        foreach ((Strategy strategy, string what) in s_afterwards)
        {
            Recognition[] after = Of(strategy);
            if (after.Length > 0)
            {
                string Change(Func<Recognition, double> of) =>
                    $"{Percent(before.Average(of))} to {Percent(after.Average(of))} ({Points(after.Average(of) - before.Average(of))})";
                Line($"What {what} changed, against balanced batches alone:");
                Line($"  accuracy {Change(e => e.Accuracy)}");
                Line($"  balanced accuracy {Change(e => e.BalancedAccuracy)}");
                Line($"  largest gap of frequencies {Change(e => e.LargestGap)}");
            }
        }

        Line("Which row is for whom:");
        Line("- Balanced batches and class weights: their probabilities come true for nobody,");
        Line("  for they are of a world where all classes are equally frequent. Their");
        Line("  decisions are for screening, where a missed case is worse than a false alarm.");
        Line("- Fine-tuned, corrected and plain: the probabilities come true. The likeliest");
        Line("  class is the right decision where all mistakes cost the same, and only there;");
        Line("  the rare classes pay for it with their recall.");
        Line("- By cost: the same calibrated network serves any purpose, for it decides for");
        Line("  what costs least in the mean. Here a mistake about a class costs 1 / its");
        Line("  frequency, as for balanced accuracy; your costs are your own (CostMatrix).");
    }

    private static IEnumerable<int> Classes => Enumerable.Range(0, Clinic.ClassCount);

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

    private static string Spread(IEnumerable<Outcome> results, Func<Outcome, double> of)
    {
        double[] values = [.. results.Select(of)];
        return values.Length == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * values[0]:F1}")
            : string.Create(CultureInfo.InvariantCulture, $"{100 * values.Average():F1}\n{100 * values.Min():F1}-{100 * values.Max():F1}");
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
