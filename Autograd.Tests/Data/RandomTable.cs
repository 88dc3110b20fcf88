using System.Buffers;
using System.Globalization;
using System.Text;
using Autograd.Data;

namespace Autograd.Tests.Data;

/// <summary>A table drawn at random, and a text of it in a dialect drawn at random.</summary>
internal sealed class RandomTable
{
    private static readonly string[] s_words =
    [
        "a", "b c", "say \"x\"", "\"", "x,y;z|w\tt", "two\nlines", "and\r\nmore", " lead", "trail ",
        "ü", "東京", "it's", "-", "1 or 2", "5\" pipe",
    ];

    private static readonly (string True, string False)[] s_pairs =
        [("yes", "no"), ("True", "False"), ("Ja", "NEIN"), ("t", "f"), ("Y", "n")];


    private static readonly string[] s_dates = ["yyyy-MM-dd", "dd.MM.yyyy", "d.M.yyyy HH:mm", "dd/MM/yyyy", "yyyy-MM-ddTHH:mm:ssZ"];
    private static readonly string[] s_missing = ["", "NA", "?", "n/a", "NULL"];

    private static readonly SearchValues<char> s_special = SearchValues.Create(",;|\t\"\r\n");

    private readonly Random _random;
    private readonly int _rows;

    public RandomTable(int seed)
    {
        _random = new Random(seed);
        _rows = _random.Next(2, 30);
        Separator = _random.GetItems([',', ';', '\t', '|'], 1)[0];
        DecimalComma = _random.Next(3) == 0;
        HasHeader = _random.Next(4) > 0;
        Group = DecimalComma ? _random.GetItems(["", ".", " ", "\u00A0", "\u202F"], 1)[0] : _random.GetItems(["", ",", "'"], 1)[0];
        int columns = _random.Next(1, 7);
        var texts = new List<string[]>();
        var expected = new List<Column>();
        for (int i = 0; i < columns; i++)
        {
            string name = HasHeader ? $"{"name of it"[..(1 + _random.Next(9))].Trim()} {i}" : FormattableString.Invariant($"column{i + 1}");
            bool[] missing = [.. Enumerable.Range(0, _rows).Select(row => i > 0 && row > 1 && _random.Next(5) == 0)];
            (Column column, string[] written) = _random.Next(4) switch
            {
                0 => Words(name, missing),
                1 => Booleans(name, missing),
                2 => Dates(name, missing),
                _ => Numbers(name, missing),
            };
            expected.Add(column);
            texts.Add([.. written.Select((text, row) => missing[row] ? s_missing[_random.Next(5)] : text)]);
        }

        Expected = new(expected);
        Text = Write(texts, expected);
    }

    public Table Expected { get; }

    public string Text { get; }

    public char Separator { get; }

    public bool DecimalComma { get; }

    public bool HasHeader { get; }

    private string Group { get; }

    /// <summary>What must be said, for the file does not show it.</summary>
    public CsvOptions Options => new()
    {
        DecimalComma = DecimalComma,
        Separator = HasHeader && _rows > 3 ? null : Separator,
        HasHeader = HasHeader && Expected.Columns.Any(column => column.Kind is ColumnKind.Number or ColumnKind.Date) ? null : HasHeader,
    };

    /// <summary>The first value by which two tables differ; null where there is none.</summary>
    public static string? Difference(Table expected, Table found)
    {
        if (!expected.Columns.Select(column => (column.Name, column.Kind, column.Count, column.Missing))
            .SequenceEqual(found.Columns.Select(column => (column.Name, column.Kind, column.Count, column.Missing))))
        {
            return $"expected {Describe(expected)}, found {Describe(found)}";
        }

        foreach (Column column in expected.Columns)
        {
            for (int row = 0; row < expected.RowCount; row++)
            {
                object? one = Value(column, row), other = Value(found[column.Name], row);
                if (!Equals(one, other))
                {
                    return $"{column.Name}, row {row}: expected {one}, found {other}";
                }
            }
        }

        return null;
    }

    private static string Describe(Table table) =>
        string.Join(", ", table.Columns.Select(column => $"{column.Name} {column.Kind} {column.Count} {column.Missing}"));

    private static object? Value(Column column, int row) => column switch
    {
        NumberColumn numbers => numbers[row],
        CategoryColumn words => words[row],
        BooleanColumn booleans => booleans[row],
        DateColumn dates => dates[row],
        _ => null,
    };

    private (Column Column, string[] Texts) Numbers(string name, bool[] missing)
    {
        int shape = _random.Next(5);
        string[] texts = new string[_rows];
        double[] values = new double[_rows];
        for (int i = 0; i < _rows; i++)
        {
            double value = (_random.NextDouble() - 0.5) * Math.Pow(10, _random.Next(9));
            string plain = value.ToString(shape switch { 0 => "R", 1 => "E16", 2 => "0", _ => "#,##0.###" }, CultureInfo.InvariantCulture);
            values[i] = missing[i] ? double.NaN : double.Parse(plain, NumberStyles.Any, CultureInfo.InvariantCulture);
            texts[i] = plain.Replace(',', '#').Replace('.', DecimalComma ? ',' : '.').Replace("#", Group, StringComparison.Ordinal);
        }

        return (new NumberColumn(name, values), texts);
    }

    private (Column Column, string[] Texts) Words(string name, bool[] missing)
    {
        string[] texts = _random.GetItems(s_words, _rows);
        (texts[0], texts[1]) = ("b c", "x,y;z|w\tt");
        return (new CategoryColumn(name, texts.Select((text, i) => missing[i] ? null : text)), texts);
    }

    private (Column Column, string[] Texts) Booleans(string name, bool[] missing)
    {
        (string whenTrue, string whenFalse) = s_pairs[_random.Next(s_pairs.Length)];
        bool[] values = [.. Enumerable.Range(0, _rows).Select(row => row == 0 || (row > 1 && _random.Next(2) == 0))];
        return (new BooleanColumn(name, values.Select((value, i) => missing[i] ? null : (bool?)value)),
            [.. values.Select(value => value ? whenTrue : whenFalse)]);
    }

    private (Column Column, string[] Texts) Dates(string name, bool[] missing)
    {
        string format = s_dates[_random.Next(s_dates.Length)];
        DateTime[] dates = [.. Enumerable.Range(0, _rows).Select(row => row == 0
            ? new DateTime(2024, 1, 31) : new DateTime(1900, 1, 1).AddMinutes(_random.Next(100_000_000)))];
        string[] texts = [.. dates.Select(date => date.ToString(format, CultureInfo.InvariantCulture))];
        const DateTimeStyles styles = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        return (new DateColumn(name, texts.Select((text, i) => missing[i] ? null
            : (DateTime?)DateTime.ParseExact(text, format, CultureInfo.InvariantCulture, styles))), texts);
    }

    private string Write(List<string[]> texts, List<Column> columns)
    {
        string end = _random.GetItems(["\n", "\r\n", "\r"], 1)[0];
        int quoting = _random.Next(3);
        bool hasTrailing = HasHeader && columns.Count > 1 && _random.Next(4) == 0, hasBlankLines = _random.Next(3) == 0;
        var text = new StringBuilder();
        for (int row = HasHeader ? -1 : 0; row < _rows; row++)
        {
            for (int i = 0; i < columns.Count; i++)
            {
                string field = row < 0 ? columns[i].Name : texts[i][row];
                bool mustBe = field.AsSpan().ContainsAny(s_special) || field.Trim() != field;
                bool isQuoted = mustBe || quoting == 0 || (quoting == 1 && _random.Next(3) == 0);
                string padding = Separator != '\t' && _random.Next(8) == 0 ? " " : "";
                text.Append(i > 0 ? Separator.ToString() : "").Append(padding)
                    .Append(isQuoted ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field).Append(padding);
            }

            text.Append(hasTrailing ? Separator.ToString() : "").Append(row < _rows - 1 || _random.Next(2) == 0 ? end : "");
            text.Append(hasBlankLines && _random.Next(4) == 0 && text[^1] is '\n' or '\r' ? $" {end}" : "");
        }

        return text.ToString();
    }
}
