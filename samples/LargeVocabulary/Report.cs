using System.Globalization;
using Spectre.Console;

namespace LargeVocabulary;

/// <summary>What is shown of the trainings.</summary>
internal sealed class Report(IAnsiConsole console)
{
    private const int BarWidth = 50;
    private const int LineWidth = 60;

    /// <summary>Tells what is going to be done, in plain lines: the training need not wait for a console that can draw.</summary>
    internal static void Introduce(TextWriter output, Options options)
    {
        output.WriteLine(
            Text($"{options.Classes:N0} classes whose frequency falls as 1/rank, {options.Features} features, ") +
            Text($"batches of {options.Batch}, ") +
            Text($"{options.Steps} steps of Adam at {options.LearningRate}, seed {options.Seed}"));
        int[] cutoffs = options.ActualCutoffs;
        double all = Harmonic(options.Classes);
        double[] shares = [.. cutoffs.Append(options.Classes).Select(end => Harmonic(end) / all)];
        int[] ends = [.. cutoffs.Skip(1), options.Classes];
        string clusters = string.Join(", ", cutoffs.Select((start, i) =>
            Text($"{Percent(shares[i + 1] - shares[i])} to the {ends[i] - start:N0} of cluster {i + 1}")));
        output.WriteLine(Text($"{Percent(shares[0])} of the samples belong to the {cutoffs[0]:N0} classes of the head, {clusters}"));
        output.WriteLine();
    }

    /// <summary>Shows the results.</summary>
    internal void Show(IReadOnlyList<TrainingResult> results)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("");
        string[] columns =
            ["parameters", "forward and backward", "optimizer", "memory", "first loss", "last loss", "test loss", "test accuracy"];
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (TrainingResult result in results)
        {
            string[] cells =
            [
                result.Name, Text($"{result.Parameters:N0}"), Text($"{result.Gradient:F1} ms"), Text($"{result.Update:F1} ms"),
                    Megabytes(result),
                Text($"{result.Losses[0]:F2}"), Text($"{result.Losses[^1]:F2}"), Text($"{result.TestLoss:F2}"), Percent(result.Accuracy),
            ];
            table.AddRow(cells);
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
            Line(Text($"A step of the adaptive softmax took 1/{time:F1} of the time and 1/{memory:F1} of the memory of the full one."));
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
