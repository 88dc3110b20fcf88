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

        return Unlikely(columns, among, [.. rows.Where(row => known.TryGetValue(Hash(columns, row), out List<int>? same)
            && same.Exists(other => AreSame(columns, row, other)))]).Count;
    }

    /// <summary>Some rows without those that are the same as one before, and hardly so by chance.</summary>
    public static int[] Once(IReadOnlyList<Column> columns, int[] rows)
    {
        Dictionary<int, List<int>> known = [];
        List<int> again = [];
        foreach (int row in rows)
        {
            int hash = Hash(columns, row);
            if (!known.TryGetValue(hash, out List<int>? same))
            {
                known[hash] = [row];
            }
            else if (same.Exists(other => AreSame(columns, row, other)))
            {
                again.Add(row);
            }
            else
            {
                same.Add(row);
            }
        }

        HashSet<int> left = Unlikely(columns, rows, [.. again]);
        return left.Count == 0 ? rows : [.. rows.Where(row => !left.Contains(row))];
    }

    // Those of some rows like which hardly any is expected by chance; column by column, so that one column's counts are there at a time.
    private static HashSet<int> Unlikely(IReadOnlyList<Column> columns, int[] among, int[] rows)
    {
        double[] expected = new double[rows.Length];
        Array.Fill(expected, among.Length);
        foreach (Column column in rows.Length == 0 ? [] : columns)
        {
            Dictionary<double, int> counts = among.CountBy(column.Key).ToDictionary();
            for (int i = 0; i < rows.Length; i++)
            {
                expected[i] *= counts[column.Key(rows[i])] / (double)among.Length;
            }
        }

        return [.. rows.Where((_, i) => expected[i] < HardlyByChance)];
    }

    private static bool AreSame(IReadOnlyList<Column> columns, int row, int other) =>
        columns.All(column => column.Key(row).Equals(column.Key(other)));

    private static int Hash(IReadOnlyList<Column> columns, int row)
    {
        var hash = new HashCode();
        foreach (Column column in columns)
        {
            hash.Add(column.Key(row));
        }

        return hash.ToHashCode();
    }
}
