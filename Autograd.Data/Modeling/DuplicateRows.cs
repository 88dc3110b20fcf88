namespace Autograd.Data;

/// <summary>Rows that are the same in all columns.</summary>
internal static class DuplicateRows
{
    /// <summary>How many of some rows are also among others.</summary>
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

        return rows.Count(row => known.TryGetValue(Hash(columns, row), out List<int>? same)
            && same.Exists(other => columns.All(column => Key(column, row).Equals(Key(column, other)))));
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
