namespace Autograd.Data;

/// <summary>Finds what separates the fields of a file: that by which its first lines have equally many of them.</summary>
internal static class CsvSeparator
{
    private const int Rows = 100;

    // Where several do, the comma comes last: beside a semicolon it is likely to be a decimal one.
    private static readonly char[] s_candidates = ['\t', ';', '|', ','];

    /// <summary>The separator; the comma where there is none, for then there is one column.</summary>
    /// <param name="head">What the file begins with.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    public static char Find(ReadOnlySpan<char> head, bool isWhole)
    {
        string text = head.ToString();
        (double Share, char Separator) best = (0, ',');
        foreach (char candidate in s_candidates)
        {
            double share = Share(text, isWhole, candidate);
            best = share > best.Share ? (share, candidate) : best;
        }

        return best.Separator;
    }

    /// <summary>Whether the rows of a file of one column have equally many fields where blanks separate them.</summary>
    public static bool MayBeBlanks(ReadOnlySpan<char> head, bool isWhole) => Share(head.ToString(), isWhole, ' ') == 1;

    /// <summary>What a first line like <c>sep=;</c> says, as spreadsheets write and read it.</summary>
    public static char? Stated(ReadOnlySpan<char> head)
    {
        int end = head.IndexOfAny('\r', '\n');
        ReadOnlySpan<char> line = end < 0 ? head : head[..end];
        line = line.Trim('"');
        return line.Length == 5 && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? line[4] : null;
    }

    // The share of the rows that have as many fields as most have, where those are several.
    private static double Share(string text, bool isWhole, char separator)
    {
        var reader = new CsvReader(new StringReader(text), "", separator);
        Dictionary<int, int> counts = [];
        int rows = 0, last = 0;
        try
        {
            while (rows < Rows && reader.Read())
            {
                rows++;
                last = reader.Count;
                counts[last] = counts.GetValueOrDefault(last) + 1;
            }

            // The last one may be cut off.
            if (!isWhole && rows is > 1 and < Rows)
            {
                rows--;
                counts[last]--;
            }
        }
        catch (TableException)
        {
            // A quote that is wrong, or one that is closed farther on.
        }

        KeyValuePair<int, int> most = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).FirstOrDefault();
        return most.Key > 1 ? (double)most.Value / rows : 0;
    }
}
