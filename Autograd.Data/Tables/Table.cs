using System.Diagnostics.CodeAnalysis;

namespace Autograd.Data;

/// <summary>
/// Rows and named columns, each of which is numbers, categories, booleans, dates or text: what a network for tables is trained on. It
/// is read from a CSV file or from objects, and never changes.
/// </summary>
/// <example><code>
/// Table table = Table.ReadCsv("iris.csv");
/// Console.WriteLine(table);                                  // what was understood of each column
/// var length = (NumberColumn)table["petal length"];
/// </code></example>
public sealed partial class Table
{
    private readonly Dictionary<string, int> _positions;
    private readonly Column[] _columns;

    /// <summary>A table of columns.</summary>
    /// <param name="columns">The columns, equally long, each with a name of its own.</param>
    /// <exception cref="ArgumentException">There are none, a name is there twice, or a column has another number of rows than the
    /// first.</exception>
    public Table(params IEnumerable<Column> columns)
        : this("table", Checked(columns), [], new())
    {
    }

    internal Table(string name, IEnumerable<Column> columns, IReadOnlyList<string> notes, CsvOptions reading, int? rows = null)
    {
        _columns = [.. columns];
        _positions = new(_columns.Length);
        for (int i = 0; i < _columns.Length; i++)
        {
            _positions.Add(_columns[i].Name, i);
        }

        Name = name;
        RowCount = rows ?? _columns[0].Count;
        Notes = notes;
        Reading = reading;
    }

    /// <summary>What it is called: its file, or the type of its objects.</summary>
    public string Name { get; }

    /// <summary>How many rows there are.</summary>
    public int RowCount { get; }

    /// <summary>The columns, in the file's order.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>What was noticed when it was read, a sentence each; what was noticed of a column stands there.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>How its file was read, so that others are read alike.</summary>
    internal CsvOptions Reading { get; }

    /// <summary>The text of each field, and in which row of it the table's first one is; null where none was kept.</summary>
    internal (CsvSample Sample, int First)? Texts { get; private init; }

    /// <summary>A column by its name, whose case counts.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">There is no such column; the message says which are nearest.</exception>
    public Column this[string name] => TryGetColumn(name, out Column? column)
        ? column : throw new ArgumentException($"The table '{Name}' was asked for {Names.Unknown(name, _positions.Keys)}", nameof(name));

    /// <summary>A column by its name, whose case counts, where there is one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="column">The column.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetColumn(string name, [NotNullWhen(true)] out Column? column)
    {
        ArgumentNullException.ThrowIfNull(name);
        column = _positions.TryGetValue(name, out int position) ? _columns[position] : null;
        return column is not null;
    }

    /// <summary>A table of some rows, in that order; one may be there several times. Categories keep their codes.</summary>
    /// <param name="rows">The rows, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Table Rows(ReadOnlySpan<int> rows)
    {
        int wrong = rows.IndexOfAnyExceptInRange(0, RowCount - 1);
        if (wrong >= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(rows), rows[wrong],
                FormattableString.Invariant(
                    $"The table '{Name}' has the rows 0 to {RowCount - 1}; the one at position {wrong} is not among them."));
        }

        var columns = new Column[_columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = _columns[i].Select(rows);
        }

        return new(Name, columns, Notes, Reading, rows.Length);
    }

    /// <summary>A table without some columns.</summary>
    /// <param name="columns">Their names.</param>
    /// <exception cref="ArgumentException">There is no such column, or none is left.</exception>
    public Table Without(params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        HashSet<Column> left = [.. _columns];
        foreach (string name in columns)
        {
            left.Remove(this[name]);
        }

        return left.Count > 0
            ? new(Name, _columns.Where(left.Contains), Notes, Reading, RowCount)
            : throw new ArgumentException($"The table '{Name}' would have no column left.", nameof(columns));
    }

    /// <summary>The table with its texts.</summary>
    internal Table With(CsvSample texts, int first) => new(Name, _columns, Notes, Reading, RowCount) { Texts = (texts, first) };

    private static Column[] Checked(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Column[] all = [.. columns];
        if (all.Length == 0)
        {
            throw new ArgumentException("A table has at least one column; there is none.", nameof(columns));
        }

        HashSet<string> names = [];
        foreach (Column column in all)
        {
            ArgumentNullException.ThrowIfNull(column, nameof(columns));
            if (!names.Add(column.Name))
            {
                throw new ArgumentException(
                    $"There are two columns {Quoted.Text(column.Name)}; names are unique in a table.", nameof(columns));
            }

            if (column.Count != all[0].Count)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"Column {Quoted.Text(column.Name)} has {column.Count} rows, ")
                    + FormattableString.Invariant($"{Quoted.Text(all[0].Name)} has {all[0].Count}; all have equally many."),
                    nameof(columns));
            }
        }

        return all;
    }
}
