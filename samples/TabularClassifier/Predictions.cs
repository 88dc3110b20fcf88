using System.Text;
using Autograd.Data;
using SampleTools;

namespace TabularClassifier;

/// <summary>The command that predicts: writes the table with the predictions beside its own columns.</summary>
internal sealed class Predictions(Session session, TextWriter output, TextWriter error)
{
    /// <summary>Predicts the rows of a table.</summary>
    /// <param name="model">The file of the model.</param>
    /// <param name="rows">The table.</param>
    /// <param name="columns">Which of its columns are written; null for all.</param>
    /// <param name="path">Where the CSV goes; null for the output.</param>
    /// <param name="overwrites">Whether a file of another kind is replaced.</param>
    internal void Write(string model, string rows, string[]? columns, string? path, bool overwrites)
    {
        if (path is not null)
        {
            WholeFile.ExpectWritable("--out", path);
        }

        TabularPredictor predictor = ModelFile.Load(model);
        (Table table, IReadOnlyList<TabularPrediction> predictions) = Stoppable.Do(session, () =>
        {
            Table read = predictor.ReadCsv(rows, keepsText: columns is not []);
            return (read, predictor.Predict(read));
        });
        columns = columns is null ? null : Names.Split(table, columns);
        Write(path, overwrites, output, to => predictor.WriteCsv(to, table, predictions, columns));

        // Beside a CSV on the output nothing else is written there.
        TextWriter told = path is null ? error : output;
        if (path is not null)
        {
            told.WriteLine($"{Lines.Count(predictions.Count, "prediction")} of {Lines.Quoted(predictor.Encoder.Target)} in {path}.");
        }

        told.Write(Inspection.Unseen(predictor, table));
        int other = predictions.Count(each => each.Label is not null && each.Probabilities.Max() > each.Probabilities[each.LabelIndex]);
        if (other > 0)
        {
            told.Write(Lines.Wrapped($"In {Lines.Count(other, "row")} another class than the one named is more probable. "
                + Inspection.Rule(predictor) + " Training with --labels likeliest names the most probable one."));
        }
    }

    /// <summary>Writes a text to a file, whole or not at all, or to the output.</summary>
    internal static void Write(string? path, bool overwrites, TextWriter output, Action<TextWriter> write)
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
        }, made =>
        {
            if (!overwrites)
            {
                WholeFile.ExpectReplaceable(
                    "--out", path, there => WholeFile.HaveSameFirstLine(there, made), "a table with the columns that are to be written");
            }
        });
    }
}
