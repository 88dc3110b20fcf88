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

        int[] twice = [.. rows.Where(row => known.TryGetValue(Hash(columns, row), out List<int>? same)
            && same.Exists(other => columns.All(column => Key(column, row).Equals(Key(column, other)))))];

        // How many rows like each are expected by chance; column by column, so that one column's counts are there at a time.
        double[] expected = new double[twice.Length];
        Array.Fill(expected, among.Length);
        foreach (Column column in twice.Length == 0 ? [] : columns)
        {
            Dictionary<double, int> counts = among.CountBy(row => Key(column, row)).ToDictionary();
            for (int i = 0; i < twice.Length; i++)
            {
                expected[i] *= counts[Key(column, twice[i])] / (double)among.Length;
            }
        }

        return expected.Count(each => each < HardlyByChance);
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
