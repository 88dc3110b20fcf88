using System.Globalization;
using Spectre.Console;

namespace LargeVocabulary;

/// <summary>What is shown of the trainings.</summary>
internal sealed class Report(IAnsiConsole console)
{
    private const int BarWidth = 46;
    private const int LineWidth = 60;

    /// <summary>Tells what is going to be done, in plain lines: the training need not wait for a console that can draw.</summary>
    internal static void Introduce(TextWriter output, Options options)
    {
        output.WriteLine(Text($"{options.Classes:N0} classes whose frequency falls as 1/rank, {options.Features} features,"));
        output.WriteLine(Text($"{options.Steps} steps of Adam at {options.LearningRate} on batches of {options.Batch}, ") +
            Text($"seed {options.Seed}. Of the samples"));
        double all = Harmonic(options.Classes);
        int start = 0;
        foreach ((int end, int cluster) in options.ActualCutoffs.Append(options.Classes).Select((end, cluster) => (end, cluster)))
        {
            string where = cluster == 0 ? "the head" : Text($"cluster {cluster}");
            output.WriteLine(Text(
                $"{100 * (Harmonic(end) - Harmonic(start)) / all,6:F1} % belong to the {end - start:N0} classes of {where}"));
            start = end;
        }

        output.WriteLine();
    }

    /// <summary>Shows the results.</summary>
    internal void Show(IReadOnlyList<TrainingResult> results)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (TrainingResult result in results)
        {
            table.AddColumn(new TableColumn(result.Name).RightAligned());
        }

        (string Name, Func<TrainingResult, string> Of)[] rows =
        [
            ("parameters", result => Text($"{result.Parameters:N0}")),
            ("forward and backward", result => Text($"{result.Gradient:F1} ms")),
            ("optimizer", result => Text($"{result.Update:F1} ms")),
            ("memory", Megabytes),
            ("first loss", result => Text($"{result.Losses[0]:F2}")),
            ("last loss", result => Text($"{result.Losses[^1]:F2}")),
            ("test loss", result => Text($"{result.TestLoss:F2}")),
            ("test accuracy", result => Percent(result.Accuracy)),
        ];
        foreach ((string name, Func<TrainingResult, string> of) in rows)
        {
            table.AddRow([name, .. results.Select(of)]);
        }

        console.Write(table);
        Bars("Forward and backward pass, median", results, result => result.Gradient, result => Text($"{result.Gradient:F1} ms"));
        Bars("Memory: parameters, gradients, optimizer, intermediate results", results, result => result.Allocated, Megabytes);
        double most = results.Max(result => result.Losses.Max()), least = results.Min(result => result.Losses.Min());
        Line(Text($"Loss over the steps, from {most:F2} down to {least:F2}"));
        foreach (TrainingResult result in results)
        {
            Line($"  {result.Name,-18}{Sparkline.Draw(result.Losses, least, most, LineWidth)}");
        }

        if (results is [var adaptive, var full])
        {
            console.WriteLine();
            double time = full.Gradient / adaptive.Gradient, memory = (double)full.Allocated / adaptive.Allocated;
            Line(Text($"A step of the adaptive softmax took 1/{time:F1} of the time of the full one, and"));
            Line(Text($"1/{memory:F1} of its memory."));
        }
    }

    private void Bars(string title,
        IReadOnlyList<TrainingResult> results, Func<TrainingResult, double> of, Func<TrainingResult, string> text)
    {
        Line(title);
        double largest = results.Max(of);
        foreach (TrainingResult result in results)
        {
            Line($"  {result.Name,-18}{new string('█', Math.Max(1, (int)Math.Round(BarWidth * of(result) / largest)))} {text(result)}");
        }
    }

    private void Line(string text) => console.WriteLine(text);

    private static string Megabytes(TrainingResult result) => Text($"{result.Allocated / 1e6:F1} MB");

    private static string Percent(double share) => Text($"{100 * share:F1} %");

    private static double Harmonic(int n)
    {
        double sum = 0;
        for (int i = n; i >= 1; i--)
        {
            sum += 1.0 / i;
        }

        return sum;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
