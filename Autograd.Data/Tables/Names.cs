namespace Autograd.Data;

/// <summary>What is told of a name that there is not.</summary>
internal static class Names
{
    private const int Nearest = 3, MostListed = 10;

    /// <summary>That there is no such column, and which there are.</summary>
    public static string Unknown(string name, IReadOnlyCollection<string> names)
    {
        string known = names.Count <= MostListed
            ? $"there are {Quoted.List(names)}."
            : FormattableString.Invariant($"the nearest of {names.Count:N0} are ")
                + $"{Quoted.List(names.OrderBy(other => Distance(name, other)).Take(Nearest))}.";
        return $"{Quoted.Text(name)}, which is no column; {known}";
    }

    /// <summary>A name that differs from this one by a slip of the pen, and is far more frequent; null where there is none.</summary>
    public static string? Alike(string name, IReadOnlyList<string> names, int[] counts)
    {
        int count = counts[names.ToList().IndexOf(name)];
        for (int i = 0; i < names.Count; i++)
        {
            int slips = name.Trim().Length >= 4 ? 2 : 0;
            if (names[i] != name && counts[i] >= 5 * count && name.Length <= 100 && Distance(name.Trim(), names[i].Trim()) <= slips
                && !(name.Any(char.IsAsciiDigit) || names[i].Any(char.IsAsciiDigit)))
            {
                return names[i];
            }
        }

        return null;
    }

    // How many characters must be changed, added or left out, whatever their case (V. I. Levenshtein, 1965).
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
