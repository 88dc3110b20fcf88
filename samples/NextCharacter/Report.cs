using System.Globalization;
using Spectre.Console;

namespace NextCharacter;

/// <summary>What is shown.</summary>
internal sealed class Report(TextWriter output, IAnsiConsole console)
{
    /// <summary>Tells what is going to be done, in plain lines: the training need not wait for a console that can draw.</summary>
    internal void Introduce(Corpus corpus, Options options, long parameters)
    {
        output.WriteLine(
            Text($"{corpus.Name}: {corpus.Train.Length + corpus.Development.Length + corpus.HeldOut.Length:N0} characters, ") +
            Text($"{corpus.Count - 1} different ones;"));
        output.WriteLine(
            Text($"{corpus.Train.Length:N0} to train on, {corpus.Development.Length:N0} for the trigrams' weights, ") +
            Text($"{corpus.HeldOut.Length:N0} held out."));
        output.WriteLine(
            Text($"{Name(options.Model)}: {options.Units} units, {parameters:N0} parameters, {options.Steps:N0} steps of ") +
            Text($"{Teacher.Batch} windows of {Reader.Window}."));
        output.WriteLine();
    }

    /// <summary>Shows the losses side by side.</summary>
    internal void Show(Corpus corpus, Trigram trigram, double trigramLoss, Kind model, double loss)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("held-out text");
        foreach (string column in new[] { "nats a character", "bits", "as good as a choice of" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach ((string name, double nats) in new[]
            { ("all equally likely", Math.Log(corpus.Count)), ("trigrams", trigramLoss), (Name(model), loss) })
        {
            table.AddRow(name, Text($"{nats:F3}"), Text($"{nats / Math.Log(2):F3}"), Text($"{Math.Exp(nats):F1}"));
        }

        console.Write(table);
        string[] weights = [.. trigram.Weights.Select(weight => Text($"{100 * weight:F1} %"))];
        output.WriteLine($"The trigrams' weights: {weights[0]} for three characters, {weights[1]} for two,");
        output.WriteLine($"{weights[2]} for one, {weights[3]} for none.");
        output.WriteLine();
    }

    /// <summary>Shows what was written.</summary>
    internal void Show(string written, double beta)
    {
        output.WriteLine(Text($"What it writes, at the inverse temperature {beta}:"));
        output.WriteLine();
        foreach (string line in Writer.Lines(written))
        {
            output.WriteLine($"  {line}".TrimEnd());
        }

        output.WriteLine();
    }

    private static string Name(Kind model) => model switch { Kind.Gru => "GRU", Kind.Lstm => "LSTM", _ => "transformer" };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
