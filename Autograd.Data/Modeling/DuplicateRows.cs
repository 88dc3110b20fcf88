namespace Autograd.Data;

/// <summary>Rows that are the same in all columns, and hardly so by chance.</summary>
internal static class DuplicateRows
{
    private const double HardlyByChance = 0.1;

    /// <summary>
    /// How many of some rows are also among others. One whose values are so frequent, each by itself, that as many others would have met by
    /// chance a row like it does not count: of a few columns with a few values each, rows are alike without being the same.
    /// </summary>
    public static int Count(IReadOnlyList<Column> columns, int[] among, int[] rows)
    {
        Dictionary<int, List<int>> known = [];
        foreach (int row in among)
        {
            int hash = Hash(columns, row);
            if (!known.TryGetValue(hash, out List<int>? same))
            {
                known[hash] = same = [];
            }

            same.Add(row);
        }

        Dictionary<double, int>[] counts = [.. columns.Select(column => among.CountBy(row => Key(column, row)).ToDictionary())];
        return rows.Count(row => IsUnlikely(row) && known.TryGetValue(Hash(columns, row), out List<int>? same)
            && same.Exists(other => columns.All(column => Key(column, row).Equals(Key(column, other)))));

        bool IsUnlikely(int row)
        {
            double expected = among.Length;
            for (int i = 0; i < counts.Length && expected >= HardlyByChance; i++)
            {
                expected *= counts[i].GetValueOrDefault(Key(columns[i], row)) / (double)among.Length;
            }

            return expected < HardlyByChance;
        }
    }

    private static int Hash(IReadOnlyList<Column> columns, int row)
    {
        var hash = new HashCode();
        foreach (Column column in columns)
        {
            hash.Add(Key(column, row));
        }

        return hash.ToHashCode();
    }

    private static double Key(Column column, int row) => column switch
    {
        NumberColumn numbers => numbers[row],
        CategoryColumn words => words.Codes[row],
        BooleanColumn booleans => booleans.Values[row],
        DateColumn dates => dates.Ticks[row],
        _ => 0,
    };
}
