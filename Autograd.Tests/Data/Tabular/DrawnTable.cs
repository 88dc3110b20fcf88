using System.Buffers;
using System.Globalization;
using Autograd.Data;

namespace Autograd.Tests.Data.Tabular;

/// <summary>
/// A table to learn from, drawn at random: columns of all kinds with holes, few and many categories, a column of one value, free text; and
/// a target of classes or of numbers somewhere among them. Numbers are such that a Float32 holds them.
/// </summary>
internal sealed class DrawnTable
{
    private static readonly string[] s_words =
        ["a", "b c", "say \"x\"", "x,y;z", " lead", "trail ", "ü", "東京", "it's", "-", "5\" pipe", "two\nlines", "q", "r", "s", "u"];

    private static readonly string[] s_missing = ["", "NA", "?", "n/a"];

    private static readonly SearchValues<char> s_special = SearchValues.Create(",;\t\"\n ");

    private readonly Random _random;
    private readonly List<(string Name, string[] Cells)> _columns = [];

    public DrawnTable(int seed, bool? isClass = null, bool withDates = true)
    {
        _random = new Random(seed);
        Rows = _random.Next(30, 60);
        DecimalComma = _random.Next(3) == 0;
        Separator = DecimalComma ? ';' : _random.GetItems([',', ';', '\t'], 1)[0];
        int count = _random.Next(1, 8), target = _random.Next(count + 1);
        for (int i = 0; i <= count; i++)
        {
            if (i == target)
            {
                _columns.Add(("y", isClass ?? _random.Next(2) == 0 ? Classes() : Numbers(0)));
            }

            string name = FormattableString.Invariant($"{"name, of it"[..(1 + _random.Next(11))].Trim()}{i}");
            double holes = _random.Next(3) == 0 ? _random.NextDouble() * 0.6 : 0;

            // The first one tells something in any case.
            _columns.Add((name, (i == 0 ? 0 : _random.Next(withDates ? 9 : 7)) switch
            {
                <= 2 => Numbers(i == 0 ? 0 : holes),
                3 => Words(3, holes),
                4 => Words(s_words.Length, holes),
                5 => Cells(holes, () => _random.Next(2) == 0 ? "yes" : "no"),
                6 => _random.Next(2) == 0 ? Cells(holes, () => "always")
                    : [.. Enumerable.Range(0, Rows).Select(row => FormattableString.Invariant($"text {row}"))],
                7 => Dates("yyyy-MM-dd", holes),
                _ => Dates("dd.MM.yyyy HH:mm", holes),
            }));
        }

        Table = Csv.Read(Text(_columns), Reading);
        Options = new TabularOptions("y")
        {
            Seed = (ulong)seed,
            Hidden = _random.Next(4) == 0 ? [] : [_random.Next(2, 9)],
            Epochs = 2,
            FineTuneEpochs = 1,
            Ensemble = _random.Next(3) == 0 ? 3 : 1,
            MostOneHot = 6,
            Balance = _random.GetItems([ClassBalance.Auto, ClassBalance.Weights, ClassBalance.None], 1)[0],
            Limit = _random.Next(3) switch { 0 => null, 1 => 1.5, _ => 8 },
        };
    }

    public int Rows { get; }

    public bool DecimalComma { get; }

    public char Separator { get; }

    public Table Table { get; }

    /// <summary>How it is learned from, as quickly as can be.</summary>
    public TabularOptions Options { get; }

    public CsvOptions Reading => new() { DecimalComma = DecimalComma, Separator = Separator, HasHeader = true };

    /// <summary>The line of a row, with the target or without.</summary>
    public string Line(int row, bool withTarget) => string.Join(
        Separator, _columns.Where(column => withTarget || column.Name != "y").Select(column => Field(column.Cells[row])));

    /// <summary>The texts of a row.</summary>
    public Dictionary<string, string> Texts(int row) => _columns.ToDictionary(column => column.Name, column => column.Cells[row]);

    /// <summary>The values of a row, and what no model knows.</summary>
    public Dictionary<string, object?> Values(int row)
    {
        var values = Table.Columns.ToDictionary(column => column.Name, column => Value(column, row));
        values.Add("what nobody needs", new object());
        return values;
    }

    /// <summary>The table with other values of the same kinds in some rows, but for the target.</summary>
    public Table With(IReadOnlySet<int> changed) => Csv.Read(Text([.. _columns.Select(column => column.Name == "y" ? column
        : (column.Name, column.Cells.Select((cell, row) => !changed.Contains(row) ? cell : Changed(Table[column.Name], cell)).ToArray()))]),
        Reading);

    public static object? Value(Column column, int row) => column switch
    {
        NumberColumn numbers => double.IsNaN(numbers[row]) ? null : numbers[row],
        CategoryColumn words => words[row],
        BooleanColumn booleans => booleans[row],
        DateColumn dates => dates[row],
        _ => null,
    };

    private static string Changed(Column column, string cell) => column switch
    {
        NumberColumn => "77",
        CategoryColumn { Categories.Count: < 18 } => "a word that comes first",
        BooleanColumn => cell == "yes" ? "no" : "yes",
        DateColumn => "1911-11-11",
        _ => cell,
    };

    private string Text(IEnumerable<(string Name, string[] Cells)> columns) => string.Join('\n', Enumerable.Range(-1, Rows + 1)
        .Select(row => string.Join(Separator, columns.Select(column => Field(row < 0 ? column.Name : column.Cells[row])))));

    private static string Field(string text) => text.AsSpan().ContainsAny(s_special) && text.Length > 0
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private string[] Cells(double holes, Func<string> next) => [.. Enumerable.Range(0, Rows).Select(row =>
    {
        string text = next();
        return row > 1 && _random.NextDouble() < holes ? s_missing[_random.Next(s_missing.Length)] : text;
    })];

    private string[] Numbers(double holes)
    {
        double scale = Math.Pow(10, _random.Next(-3, 6)), shift = _random.Next(3) * scale;
        return Cells(holes, () => ((double)(float)(((_random.NextDouble() - 0.5) * scale) + shift))
            .ToString("R", CultureInfo.InvariantCulture).Replace('.', DecimalComma ? ',' : '.'));
    }

    private string[] Words(int different, double holes)
    {
        int seen = 0;
        return Cells(holes, () => s_words[seen < 2 ? seen++ : _random.Next(_random.Next(1, different) + 1)]);
    }

    private string[] Dates(string format, double holes) => Cells(holes, () => new DateTime(2019, 1, 31)
        .AddMinutes(_random.Next(2_000_000)).ToString(format, CultureInfo.InvariantCulture));

    private string[] Classes()
    {
        string[] names = _random.GetItems(s_names, 1)[0];
        int next = 0;
        return Cells(0, () => names[next < 4 * names.Length ? next++ % names.Length : _random.Next(_random.Next(names.Length) + 1)]);
    }

    private static readonly string[][] s_names = [["yes", "no"], ["left", "middle", "right"], ["1", "2", "3", "4"], ["no, not", "so"]];
}
