namespace Autograd.Data;

/// <summary>The pairs of words that are read as true and false, whatever their case. 0 and 1 stay numbers.</summary>
internal static class BooleanText
{
    /// <summary>The pairs; of those of one letter, both must be there, for an F alone may as well be a sex.</summary>
    public static readonly (string True, string False)[] Pairs =
    [
        ("true", "false"), ("yes", "no"), ("ja", "nein"), ("oui", "non"), ("wahr", "falsch"), ("vrai", "faux"), ("t", "f"), ("y", "n"),
        ("1", "0"),
    ];

    /// <summary>The pair that is of digits, taken only where the column's kind is given.</summary>
    public static int Digits => Pairs.Length - 1;

    /// <summary>The pair that a text is of, -1 where it is of none.</summary>
    public static int Find(ReadOnlySpan<char> text, out bool value)
    {
        value = false;
        if (text.Length is 0 or > 6)
        {
            return -1;
        }

        for (int i = 0; i < Pairs.Length; i++)
        {
            value = text.Equals(Pairs[i].True, StringComparison.OrdinalIgnoreCase);
            if (value || text.Equals(Pairs[i].False, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
