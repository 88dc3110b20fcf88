using System.Globalization;
using Autograd.Data;

namespace Autograd.Benchmarks;

/// <summary>
/// A table that is made by a formula and a seed, with what is known of it: the kinds of its columns, and, where the formula gives it, the
/// score of who knows the formula.
/// </summary>
/// <param name="name">What it is called, and its file.</param>
/// <param name="about">A sentence on what is in it.</param>
/// <param name="target">The column to predict.</param>
/// <param name="columns">The columns, and what is in each.</param>
internal sealed class MadeTable(string name, string about, string target, params (string Name, ColumnKind Kind)[] columns)
{
    private readonly List<string[]> _rows = [];

    internal string Name { get; } = name;

    internal string About { get; } = about;

    internal string Target { get; } = target;

    internal IReadOnlyList<(string Name, ColumnKind Kind)> Columns { get; } = columns;

    internal IReadOnlyList<string[]> Rows => _rows;

    /// <summary>
    /// The score, on these very rows, of who knows how they were made: balanced accuracy, or R² of a number. Null where the formula does
    /// not give it.
    /// </summary>
    internal double? Best { get; set; }

    /// <summary>Adds a row: numbers, dates, booleans and words; null is missing, and text stands as it is.</summary>
    internal void Add(params object?[] values)
    {
        if (values.Length != Columns.Count)
        {
            throw new ArgumentException($"{Name} has {Columns.Count} columns; the row has {values.Length}.", nameof(values));
        }

        _rows.Add(Array.ConvertAll(values, Text));
    }

    /// <summary>Its lines, as of a CSV file with a header.</summary>
    internal IEnumerable<string> Lines => [Line([.. Columns.Select(column => column.Name)]), .. _rows.Select(Line)];

    private static string Text(object? value) => value switch
    {
        null or double.NaN => "",
        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        bool yes => yes ? "yes" : "no",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Line(string[] fields) => string.Join(',', fields.Select(field =>
        field.AsSpan().IndexOfAny(",\"\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
}
