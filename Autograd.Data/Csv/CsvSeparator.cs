namespace Autograd.Data;

/// <summary>Finds what separates the fields of a file: that by which its first lines have equally many of them.</summary>
internal static class CsvSeparator
{
    private const int Rows = 100;

    // Where several do, the comma comes last: beside a semicolon it is likely to be a decimal one.
    private static readonly char[] s_candidates = ['\t', ';', '|', ','];

    /// <summary>The separator; where there is none, for there is one column, one that is not in it.</summary>
    /// <param name="head">What the file begins with.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    /// <param name="decimalComma">Whether commas are decimal ones, so that they separate only where every row has equally many.</param>
    /// <param name="mayBeBlanks">Whether none does, but by blanks all rows have equally many fields.</param>
    public static char Find(ReadOnlySpan<char> head, bool isWhole, bool decimalComma, out bool mayBeBlanks)
    {
        string text = head.ToString();
        (double Share, char Separator) best = (0, decimalComma ? ';' : ',');
        foreach (char candidate in s_candidates)
        {
            double share = Share(text, isWhole, candidate);
            best = share > best.Share && (candidate != ',' || !decimalComma || share == 1) ? (share, candidate) : best;
        }

        mayBeBlanks = best.Share == 0 && Share(text, isWhole, ' ') == 1;
        return best.Separator;
    }

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
        var reader = new CsvReader(new StringReader(text), "", separator, firstBuffer: text.Length + 1);
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
            // A quote that is wrong, which speaks against the separator, or one that is closed farther on.
            rows += isWhole || reader.Position < text.Length ? 1 : 0;
        }

        KeyValuePair<int, int> most = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).FirstOrDefault();
        return most.Key > 1 ? (double)most.Value / rows : 0;
    }
}
