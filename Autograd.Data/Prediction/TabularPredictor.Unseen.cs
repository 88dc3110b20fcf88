using System.Globalization;

namespace Autograd.Data;

public sealed partial class TabularPredictor
{
    private const int MostExamples = 5;

    /// <summary>
    /// What of a table is unlike all of training, column by column: words that were never seen, and numbers and dates far outside of the
    /// range of training, by more than a quarter of it; a number of a sign that training never had, as an age of -5, by a twentieth. They
    /// are predicted from without an error, so whoever predicts many rows may want to know.
    /// </summary>
    /// <param name="rows">The rows; columns are matched by name, and others are not looked at.</param>
    /// <returns>The columns that have such values, in the order of the encoder's; none where all is as in training.</returns>
    /// <exception cref="TableException">A column is not there, or of another kind.</exception>
    public IReadOnlyList<UnseenValues> Unseen(Table rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        List<UnseenValues> all = [];
        foreach (ColumnEncoder encoder in Encoder.Columns)
        {
            double[] values = TabularEncoder.Values(rows, encoder);
            Column column = rows[encoder.Name];
            int count = 0;
            List<string> examples = [];
            for (int row = 0; row < values.Length; row++)
            {
                if (encoder.IsUnseen(values[row]))
                {
                    count++;
                    string text = examples.Count > MostExamples ? "" : Text(column, row);
                    if (examples.Count <= MostExamples && !examples.Contains(text))
                    {
                        examples.Add(text);
                    }
                }
            }

            if (count > 0)
            {
                all.Add(new(encoder.Name, count, column.Count - column.Missing, [.. examples.Take(MostExamples)],
                    examples.Count <= MostExamples, encoder.Range));
            }
        }

        return all;
    }

    private static string Text(Column column, int row) => column switch
    {
        CategoryColumn words => words[row] ?? "",
        NumberColumn numbers => PlainNumber.Of(numbers[row]),
        DateColumn dates => dates[row]?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        BooleanColumn booleans => booleans[row] is true ? booleans.TrueText : booleans.FalseText,
        _ => "",
    };
}
