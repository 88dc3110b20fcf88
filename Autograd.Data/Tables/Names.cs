namespace Autograd.Data;

/// <summary>What is told of a name that there is not.</summary>
internal static class Names
{
    private const int Nearest = 3, MostListed = 10, LongestCompared = 100, Far = 5, FarForTwo = 20;

    /// <summary>That there is no such column, and which there are.</summary>
    public static string Unknown(string name, IReadOnlyCollection<string> names)
    {
        string? near = names.Where(other => IsNear(name, other)).MinBy(other => Distance(name, other));
        string known = names.Count <= MostListed
            ? (near is null ? "" : $"is it {Quoted.Text(near)}? ") + $"{(near is null ? "t" : "T")}here are {Quoted.List(names)}."
            : FormattableString.Invariant($"the nearest of {names.Count:N0} are ")
                + $"{Quoted.List(names.OrderBy(other => Distance(name, other)).Take(Nearest))}.";
        return $"{Quoted.Text(name)}, which is no column; {known}";
    }

    /// <summary>
    /// Another name that one of them differs from by a slip of the pen, and that is far more frequent; null where there is none. Names with
    /// digits number something; and "abnormal" is no slip of "normal", as "female" is none of "male".
    /// </summary>
    public static string? Alike(int position, IReadOnlyList<string> names, int[] counts)
    {
        string name = names[position].Trim();
        for (int i = 0; i < names.Count && name.Length <= LongestCompared; i++)
        {
            string other = names[i].Trim();
            if (i == position || counts[i] < Far * counts[position] || other.Length > LongestCompared)
            {
                continue;
            }

            int length = Math.Max(name.Length, other.Length);
            int slips = length < 4 ? 0 : length < 8 || counts[i] < FarForTwo * counts[position] ? 1 : 2;
            bool isWithout = name.Length != other.Length && (name.EndsWith(other, StringComparison.OrdinalIgnoreCase)
                || other.EndsWith(name, StringComparison.OrdinalIgnoreCase));
            if (!isWithout && !name.Any(char.IsDigit) && !other.Any(char.IsDigit) && Distance(name, other) <= slips)
            {
                return names[i];
            }
        }

        return null;
    }

    // A slip or two of the pen, and not most of a short name.
    private static bool IsNear(string a, string b) => Math.Max(a.Length, b.Length) <= LongestCompared
        && Distance(a, b) <= Math.Min(2, (Math.Max(a.Length, b.Length) - 1) / 2);

    // How many characters must be changed, added, left out (V. I. Levenshtein, 1965) or swapped with the next (F. J. Damerau, 1964),
    // whatever their case.
    private static int Distance(string a, string b)
    {
        int[] before = new int[b.Length + 1], above = new int[b.Length + 1], row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            (before, above, row) = (above, row, before);
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                bool isSame = Same(a[i - 1], b[j - 1]);
                row[j] = Math.Min(above[j - 1] + (isSame ? 0 : 1), 1 + Math.Min(above[j], row[j - 1]));
                if (!isSame && i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], 1 + before[j - 2]);
                }
            }
        }

        return row[^1];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
