using System.Globalization;
using Autograd.Data;
using SampleTools;

namespace Autograd.Benchmarks;

/// <summary>
/// Any CSV files of a folder, which a file tables.csv in it lists: name (of NAME.csv), target, and about, source and licence in words.
/// </summary>
internal static class ListedTables
{
    private const string List = "tables.csv";

    private static readonly string[] s_list = ["name", "target", "about", "source", "licence"];

    internal static bool AreIn(string folder) => File.Exists(Path.Combine(folder, List));

    /// <summary>The tables, each when it is asked for.</summary>
    internal static IEnumerable<(string Name, Func<MadeTable> Read)> Of(string folder)
    {
        var options = new CsvOptions { Kinds = s_list.ToDictionary(column => column, _ => ColumnKind.Category) };
        Table list = Table.ReadCsv(Path.Combine(folder, List), options);
        CategoryColumn[] columns = [.. s_list.Select(name => (CategoryColumn)list[name])];
        for (int row = 0; row < list.RowCount; row++)
        {
            string[] fields = [.. columns.Select(column => column[row]
                ?? throw new SampleException($"{SampleException.Quote(List)}: a row lacks its {column.Name}"))];
            string path = Path.Combine(folder, $"{fields[0]}.csv");
            yield return (fields[0], () => Read(fields[0], path, fields[1], $"{fields[2]} ({fields[3]}, {fields[4]})"));
        }
    }

    // As the script of scikit-learn reads tables: with one word for what is missing, and without what is no feature.
    private static MadeTable Read(string name, string path, string target, string about)
    {
        Table table = Table.ReadCsv(path);
        bool isClass = TabularEncoder.Fit(table, new TabularOptions(target)).Classes.Count > 0;
        Column[] columns = [.. table.Columns.Where(column => column is not TextColumn)];
        var made = new MadeTable(name, about, target, [.. columns.Select(column =>
            (column.Name, column.Name == target && isClass && column is NumberColumn ? ColumnKind.Category : column.Kind))]);
        for (int row = 0; row < table.RowCount; row++)
        {
            if (Value(table[target], row) is not null)
            {
                made.Add([.. columns.Select(column => Value(column, row))]);
            }
        }

        return made;
    }

    private static object? Value(Column column, int row) => column switch
    {
        NumberColumn numbers => double.IsNaN(numbers[row]) ? null : numbers[row].ToString("R", CultureInfo.InvariantCulture),
        BooleanColumn booleans => booleans[row],
        DateColumn dates => dates[row],
        CategoryColumn words => words[row],
        _ => null,
    };
}
