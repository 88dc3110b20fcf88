using System.Globalization;
using System.Text;

namespace Autograd.Nn;

/// <summary>
/// A table of text, at most 80 columns wide. Of the first column what is too long stands on a line of its own, so that no two rows look the
/// same; of the others it is cut. Numbers stand to the right.
/// </summary>
/// <param name="words">How many columns are words; those behind are numbers.</param>
/// <param name="headings">The headings.</param>
internal sealed class TextTable(int words, params string[] headings)
{
    private const int Widest = 80, Least = 6;

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>A whole number with commas, shortened where it is very large; nothing for 0.</summary>
    public static string Number(long number) => number switch
    {
        0 => "",
        < 10_000_000 => number.ToString("N0", CultureInfo.InvariantCulture),
        < 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:N1}M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 1e9:N1}G"),
    };

    /// <summary>Bytes in the unit that suits; nothing for 0.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        0 => "",
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:N1} MB"),
    };

    /// <summary>A number with a few digits; a dash for none.</summary>
    public static string Digits(double? number) => number?.ToString(
        number == 0 || Math.Abs(number.Value) is >= 0.001 and < 10_000 ? "0.000" : "0.0e0", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>A share in percent; a dash for none.</summary>
    public static string Share(double? share) => share?.ToString("0%", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>The table, each line with its end.</summary>
    public override string ToString()
    {
        int[] widths = [.. headings.Select((heading, i) => _rows.Select(row => row[i].Length).Append(heading.Length).Max())];
        for (int over = widths.Sum() + (2 * (widths.Length - 1)) - Widest; over > 0; over--)
        {
            int longest = Array.IndexOf(widths, widths[..words].Max());
            widths[longest] = Math.Max(Least, widths[longest] - 1);
        }

        var text = new StringBuilder();
        foreach (string[] row in _rows.Prepend(headings))
        {
            for (int i = 0; i < row.Length; i++)
            {
                string cell = Cut(row[i], i == 0 ? Widest : widths[i]);
                if (cell.Length > widths[i])
                {
                    text.Append(cell).Append('\n');
                    cell = "";
                }

                text.Append(i == 0 ? "" : "  ").Append(i < words ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]));
            }

            while (text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Cut(string text, int width) =>
        text.Length <= width ? text : $"{text[..(char.IsHighSurrogate(text[width - 2]) ? width - 2 : width - 1)]}…";
}
