using System.Globalization;
using System.Text;
using Autograd.Data;
using SampleTools;

namespace TabularClassifier;

/// <summary>The command that predicts: a CSV with a line for each row, written as the table of training was.</summary>
internal static class Predictions
{
    /// <summary>Predicts the rows of a table.</summary>
    /// <param name="model">The file of the model.</param>
    /// <param name="rows">The table.</param>
    /// <param name="path">Where the CSV goes; null for the output.</param>
    /// <param name="session">The run.</param>
    /// <param name="output">The output.</param>
    internal static void Write(string model, string rows, string? path, Session session, TextWriter output)
    {
        if (path is not null)
        {
            WholeFile.ExpectWritable("--out", path);
        }

        TabularPredictor predictor = ModelFile.Load(model);
        IReadOnlyList<TabularPrediction> predictions = Stoppable.Do(session, () => predictor.Predict(predictor.ReadCsv(rows)));
        Write(path, output, to => Write(to, predictor, predictions));
        if (path is not null)
        {
            output.WriteLine($"{Lines.Count(predictions.Count, "prediction")} of {Lines.Quoted(predictor.Encoder.Target)} in {path}.");
        }
    }

    /// <summary>Writes a text to a file, whole or not at all, or to the output.</summary>
    internal static void Write(string? path, TextWriter output, Action<TextWriter> write)
    {
        if (path is null)
        {
            write(output);
            return;
        }

        WholeFile.Write("--out", path, file =>
        {
            using var to = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true);
            write(to);
        });
    }

    private static void Write(TextWriter output, TabularPredictor predictor, IReadOnlyList<TabularPrediction> predictions)
    {
        CsvOptions reading = predictor.Encoder.Reading;
        char separator = reading.Separator is { } given and not ' ' ? given : reading.DecimalComma ? ';' : ',';
        NumberFormatInfo format = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        format.NumberDecimalSeparator = reading.DecimalComma ? "," : ".";
        var text = new StringBuilder();
        void Add(string field) => text.Append(text.Length == 0 || text[^1] == '\n' ? "" : separator).Append(Field(field, separator));
        Add("row");
        Add(predictor.Encoder.Target);
        foreach (string name in predictor.Classes)
        {
            Add($"p({name})");
        }

        // One network cannot disagree with itself.
        bool hasSpread = predictor.Networks.Members.Count > 1;
        if (hasSpread)
        {
            Add("spread");
        }

        text.Append('\n');
        for (int i = 0; i < predictions.Count; i++)
        {
            TabularPrediction each = predictions[i];
            Add((i + 1).ToString(CultureInfo.InvariantCulture));
            Add(each.Label ?? each.Value.ToString("G9", format));
            foreach (double probability in each.Probabilities)
            {
                Add(probability.ToString("0.######", format));
            }

            if (hasSpread)
            {
                Add(each.Spread.ToString("G6", format));
            }

            text.Append('\n');
            if (text.Length > 1 << 16)
            {
                output.Write(text);
                text.Clear();
            }
        }

        output.Write(text);
    }

    // In quotes where it would be read as something else without them.
    private static string Field(string text, char separator) =>
        text.Contains(separator, StringComparison.Ordinal) || text.AsSpan().ContainsAny('"', '\r', '\n') || text != text.Trim()
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
