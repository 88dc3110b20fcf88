using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Autograd.Data;

public sealed partial class TabularPredictor
{
    private const DynamicallyAccessedMemberTypes Properties = DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>
    /// Predicts a row that is an object, whose public properties are the columns, or a dictionary from their names to values. Values are
    /// numbers, booleans, dates and words, or texts of them, written as in the file of training; null is a missing one. Other properties
    /// and names are not looked at.
    /// </summary>
    /// <typeparam name="T">The type of the row.</typeparam>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentException">A column is not there, or a value is of another kind; the message names it.</exception>
    public TabularPrediction Predict<[DynamicallyAccessedMembers(Properties)] T>(T row)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(row);
        double[] values = new double[Encoder.Columns.Count];
        bool[] isGiven = new bool[values.Length];
        if (row is IEnumerable<KeyValuePair<string, object?>> named)
        {
            foreach ((string name, object? value) in named)
            {
                Take(name, value, values, isGiven);
            }
        }
        else if (row is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                Take(entry.Key as string ?? "", entry.Value, values, isGiven);
            }
        }
        else
        {
            foreach (PropertyInfo property in RowProperties<T>.All)
            {
                Take(property.Name, property.GetValue(row), values, isGiven);
            }
        }

        if (isGiven.AsSpan().IndexOf(false) is >= 0)
        {
            string[] absent = [.. Encoder.Columns.Where((_, i) => !isGiven[i]).Select(column => column.Name)];
            throw new ArgumentException($"Predict: the row lacks {Quoted.List(absent.Take(10))}"
                + (absent.Length > 10 ? FormattableString.Invariant($" and {absent.Length - 10} more") : "")
                + ", which the model needs; give null where a value is missing.", nameof(row));
        }

        return Predict(values);
    }

    /// <summary>Predicts a line of a CSV file such as that of training, with all of its fields or all but the target.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="ArgumentException">It has more or fewer fields, or a value is of another kind.</exception>
    public TabularPrediction Predict(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        char separator = Encoder.Reading.Separator ?? ',';
        var reader = new CsvReader(new StringReader(line), "the line", separator, Math.Max(64, line.Length + 2));
        IReadOnlyList<string> fields = Encoder.Fields;
        int count = CountFields(reader, line);

        // So a file has a row of one column whose value is missing.
        if (line.Length == 0 && fields.Count == 2)
        {
            return Predict([Parse(Encoder.Columns[0], line)]);
        }

        // A spreadsheet's line may end with a separator that separates nothing.
        count -= count == fields.Count + 1 && reader.IsEmpty(fields.Count) ? 1 : 0;
        if (count != fields.Count && count != fields.Count - 1)
        {
            throw new ArgumentException($"Predict: the line has {Quoted.Count(count, "field")}, "
                + FormattableString.Invariant($"separated by {Quoted.Text([separator])}; expected {fields.Count}, or {fields.Count - 1} ")
                + $"without the target {Quoted.Text(Encoder.Target)}: {Quoted.List(fields.Take(10))}{(fields.Count > 10 ? ", …" : "")}.",
                nameof(line));
        }

        double[] values = new double[Encoder.Columns.Count];
        bool hasTarget = count == fields.Count;
        for (int i = 0, field = 0; i < fields.Count; i++)
        {
            if (fields[i] == Encoder.Target && !hasTarget)
            {
                continue;
            }

            int column = Encoder.IndexOf(fields[i]);
            if (column >= 0)
            {
                values[column] = Parse(Encoder.Columns[column], reader[field]);
            }

            field++;
        }

        return Predict(values);
    }

    private static int CountFields(CsvReader reader, string line)
    {
        try
        {
            int count = reader.Read() ? reader.Count : 0;
            return reader.Position == line.Length || line.AsSpan((int)reader.Position).IsWhiteSpace() ? count
                : throw new ArgumentException("Predict: there are several lines; expected one.", nameof(line));
        }
        catch (TableException error)
        {
            throw new ArgumentException($"Predict: {error.Message}", nameof(line), error);
        }
    }

    private TabularPrediction Predict(double[] values)
    {
        double[] answers = new double[Encoder.Predicted.Outputs];
        float[] inputs = new float[Encoder.Width];
        Encoder.Encode(values, inputs);
        int label = Answer(inputs, answers, out double spread);
        return new(Classes, label, answers, spread);
    }

    private void Take(string name, object? given, double[] values, bool[] isGiven)
    {
        int position = Encoder.IndexOf(name);
        if (position < 0)
        {
            return;
        }

        ColumnEncoder column = Encoder.Columns[position];
        isGiven[position] = true;
        values[position] = given switch
        {
            null or DBNull => double.NaN,
            string text => Parse(column, text),
            _ when column.TryConvert(given, out double value) => value,
            _ => throw new ArgumentException(
                $"Predict: column {Quoted.Text(name)} is a {given.GetType().Name}; expected {column.Expected(Encoder.Reading)}."),
        };
    }

    // A word of training is itself, even if it reads like a missing one: in a table of objects there are such.
    private double Parse(ColumnEncoder column, ReadOnlySpan<char> text) =>
        column.Kind == ColumnKind.Category && column.TryParse(text, Encoder.Reading, out double word) && word >= 0 ? word
        : Missing.Contains(text.Trim()) ? double.NaN
        : column.TryParse(column.Kind == ColumnKind.Category ? text : text.Trim(), Encoder.Reading, out double value) ? value
        : throw new ArgumentException($"Predict: column {Quoted.Text(column.Name)} is {Quoted.Text(text)}; "
            + $"expected {column.Expected(Encoder.Reading)}.");
}
