using System.Globalization;
using System.Text;

namespace Autograd.Nn;

/// <summary>Options and results of a <see cref="Sweep"/> as text, the same in every culture.</summary>
internal static class SweepText
{
    private const int Width = 80, Gap = 2;

    /// <summary>Anything, in a line.</summary>
    public static string Cell(object? value)
    {
        // A tuple or a record writes its numbers as the current culture does.
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            string text = value switch
            {
                double or float => FormattableString.Invariant($"{value:G6}"),
                Module module => module.Description,
                _ => value?.ToString() ?? "",
            };
            return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>A table of three columns, of which the last holds seconds; what does not fit is cut off.</summary>
    public static string Table(IReadOnlyList<(string Option, string Result, double Seconds)> rows)
    {
        (string, string, string)[] cells =
            [("option", "result", "seconds"), .. rows.Select(row =>
                (row.Option, row.Result, row.Seconds.ToString("F2", CultureInfo.InvariantCulture)))];
        int seconds = cells.Max(row => row.Item3.Length), room = Width - seconds - (2 * Gap),
            result = cells.Max(row => row.Item2.Length),
            option = Math.Min(cells.Max(row => row.Item1.Length), Math.Max(room / 2, room - result));
        result = Math.Min(result, room - option);
        var table = new StringBuilder();
        foreach ((string first, string second, string third) in cells)
        {
            table.Append(table.Length > 0 ? "\n" : "").Append(Fitted(first, option)).Append(' ', Gap)
                .Append(Fitted(second, result)).Append(' ', Gap).Append(third.PadLeft(seconds));
        }

        return table.ToString();
    }

    private static string Fitted(string text, int width)
    {
        if (text.Length <= width)
        {
            return text.PadRight(width);
        }

        int kept = char.IsHighSurrogate(text[width - 2]) ? width - 2 : width - 1;
        return (text[..kept] + "…").PadRight(width);
    }
}
