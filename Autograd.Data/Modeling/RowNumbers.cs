namespace Autograd.Data;

/// <summary>Columns that only number the rows.</summary>
internal static class RowNumbers
{
    private const int Fewest = 20;
    private static readonly string[] s_ids = ["id", "nr", "no", "key", "index", "row", "number", "nummer", "numéro"];

    /// <summary>Whether all values differ, are whole, and are as dense as row numbers or bear the name of an id.</summary>
    public static bool Are(Column column)
    {
        if (column is CategoryColumn words)
        {
            return words.Count >= Fewest && words.Missing == 0 && words.CountCategories().All(count => count <= 1);
        }

        if (column is not NumberColumn numbers || numbers.Count < Fewest || numbers.Missing > 0
            || numbers.Values.ToArray().Any(value => value != Math.Floor(value))
            || numbers.Values.ToArray().Distinct().Count() < numbers.Count)
        {
            return false;
        }

        double span = numbers.Maximum - numbers.Minimum + 1;
        string name = column.Name.Trim().ToLowerInvariant();
        return span <= 1.2 * numbers.Count
            || s_ids.Any(id => name == id || name.EndsWith("_" + id, StringComparison.Ordinal)
                || name.EndsWith(" " + id, StringComparison.Ordinal) || name.EndsWith("-" + id, StringComparison.Ordinal))
            || column.Name.EndsWith("Id", StringComparison.Ordinal) || column.Name.EndsWith("ID", StringComparison.Ordinal);
    }
}
