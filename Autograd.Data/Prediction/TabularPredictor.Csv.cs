using System.Globalization;
using System.Text;

namespace Autograd.Data;

public sealed partial class TabularPredictor
{
    private const int WrittenAtOnce = 1 << 16, DigitsOfProbability = 4, DigitsOfDeviation = 3, MostDecimals = 15;

    /// <summary>
    /// Writes predictions as CSV for the spreadsheet that has the rows: of each row its own columns, as their file has them, then
    /// <c>predicted</c> and the name of the target, the probability of each class, and of several networks how far they differ. The
    /// separator is that of the rows' file, decimals are as in training; a probability has four digits that count, a number is rounded to
    /// a thousandth of the standard deviation in training. Columns of earlier predictions are written anew.
    /// </summary>
    /// <param name="output">Where it is written to.</param>
    /// <param name="rows">
    /// The rows, from <see cref="ReadCsv"/> with <c>keepsText</c>; of others, and where no column is asked for, the number of the row is
    /// written, from 1.
    /// </param>
    /// <param name="predictions">What <see cref="Predict(Table)"/> said of them.</param>
    /// <param name="columns">The rows' own columns that are written, in this order; all where not given.</param>
    /// <exception cref="TableException">There is no such column.</exception>
    /// <exception cref="ArgumentException">There are not as many predictions as rows, or columns whose text was not kept.</exception>
    public void WriteCsv(
        TextWriter output, Table rows, IReadOnlyList<TabularPrediction> predictions, IReadOnlyList<string>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Count != rows.RowCount)
        {
            throw new ArgumentException(FormattableString.Invariant($"WriteCsv: there are {predictions.Count:N0} predictions; expected ")
                + FormattableString.Invariant($"{rows.RowCount:N0}, one for each row."), nameof(predictions));
        }

        string[] added = [$"predicted {Encoder.Target}", .. Classes.Select(name => $"p({name})"),
            .. Networks.Members.Count > 1 ? ["networks differ by"] : Array.Empty<string>()];
        int[] own = Own(rows, added, columns);
        char separator = (rows.Reading.Separator ?? Encoder.Reading.Separator) is { } given and not ' ' ? given
            : Encoder.Reading.DecimalComma ? ';' : ',';
        var format = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        format.NumberDecimalSeparator = Encoder.Reading.DecimalComma ? "," : ".";
        var text = new StringBuilder();
        bool isFirst = true;
        void Add(ReadOnlySpan<char> field)
        {
            if (!isFirst)
            {
                text.Append(separator);
            }

            isFirst = false;
            AddField(text, field, separator);
        }

        void EndLine()
        {
            text.Append('\n');
            isFirst = true;
        }

        string[] names = [.. own.Length == 0 ? ["row"] : own.Select(column => rows.Columns[column].Name), .. added];
        Array.ForEach(names, name => Add(name));
        EndLine();
        for (int i = 0; i < predictions.Count; i++)
        {
            TabularPrediction each = predictions[i];
            foreach (int column in own)
            {
                Add(rows.Texts!.Value.Sample[rows.Texts.Value.First + i, column]);
            }

            if (own.Length == 0)
            {
                Add((i + 1).ToString(CultureInfo.InvariantCulture));
            }

            Add(each.Label ?? Number(each.Value, format));
            foreach (double probability in each.Probabilities)
            {
                Add(Share(probability, format));
            }

            if (Networks.Members.Count > 1)
            {
                Add(Encoder.Predicted.IsClass ? Share(each.Spread, format) : Number(each.Spread, format));
            }

            EndLine();
            if (text.Length > WrittenAtOnce)
            {
                output.Write(text);
                text.Clear();
            }
        }

        output.Write(text);
    }

    private static int[] Own(Table rows, string[] added, IReadOnlyList<string>? columns)
    {
        if (columns is null)
        {
            return rows.Texts is null ? []
                : [.. Enumerable.Range(0, rows.Columns.Count).Where(column => !added.Contains(rows.Columns[column].Name))];
        }

        string[] names = [.. rows.Columns.Select(column => column.Name)];
        foreach (string name in columns)
        {
            if (!names.Contains(name))
            {
                throw new TableException(rows.Name, null, null, $"the predictions are to have {Names.Unknown(name, names)}");
            }
        }

        return rows.Texts is not null || columns.Count == 0 ? [.. columns.Distinct().Select(name => Array.IndexOf(names, name))]
            : throw new ArgumentException("WriteCsv: the rows' own texts were not kept; take ReadCsv(path, keepsText: true).",
                nameof(rows));
    }

    // So many digits that count, and no exponent.
    private static string Share(double share, NumberFormatInfo format)
    {
        int decimals = DigitsOfProbability - 1 - (share > 0 ? (int)Math.Floor(Math.Log10(share)) : 0);
        return decimals > MostDecimals ? "0" : Math.Round(share, decimals).ToString("0.###############", format);
    }

    private string Number(double value, NumberFormatInfo format)
    {
        int decimals = Math.Max(0, DigitsOfDeviation - (int)Math.Floor(Math.Log10(Encoder.Predicted.Deviation)));
        return decimals > MostDecimals ? value.ToString("G6", format)
            : (Math.Round(value, decimals) + 0.0).ToString(FormattableString.Invariant($"F{decimals}"), format);
    }

    // In quotes where it would be read as something else without them.
    private static void AddField(StringBuilder text, ReadOnlySpan<char> field, char separator)
    {
        bool needsQuotes = field.Contains(separator) || field.ContainsAny('"', '\r', '\n') || field.Length != field.Trim().Length;
        if (!needsQuotes)
        {
            text.Append(field);
            return;
        }

        text.Append('"');
        foreach (char c in field)
        {
            text.Append(c, c == '"' ? 2 : 1);
        }

        text.Append('"');
    }
}
