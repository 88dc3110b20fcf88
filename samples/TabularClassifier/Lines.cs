using System.Globalization;
using System.Text;
using Autograd.Data;

namespace TabularClassifier;

/// <summary>Texts as they are shown: one line each, and not wider than 80 columns.</summary>
internal static class Lines
{
    internal const int Width = 80;

    /// <summary>A sentence in lines, of which none ends at a blank that does not break.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="indent">How many blanks are before it.</param>
    /// <param name="following">How many are before its further lines; as many where not given.</param>
    internal static string Wrapped(string text, int indent = 0, int? following = null)
    {
        var lines = new StringBuilder();
        int column = 0;
        foreach (string word in text.Split(' '))
        {
            if (column == 0 || column + 1 + TextWidth.Of(word) > Width)
            {
                int blanks = lines.Length == 0 ? indent : following ?? indent;
                lines.Append(lines.Length == 0 ? "" : "\n").Append(' ', blanks).Append(word);
                column = blanks + TextWidth.Of(word);
            }
            else
            {
                lines.Append(' ').Append(word);
                column += 1 + TextWidth.Of(word);
            }
        }

        return lines.Append('\n').Replace('\u00a0', ' ').ToString();
    }

    /// <summary>Lines with blanks before them.</summary>
    internal static string Indented(string lines) =>
        string.Concat(lines.TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? "\n" : $"  {line}\n"));

    /// <summary>A name as wide as asked for: cut, or with blanks behind it.</summary>
    internal static string Fit(string name, int width)
    {
        string plain = new([.. name.Select(c => char.IsControl(c) ? '?' : c)]);
        return TextWidth.Pad(TextWidth.Cut(plain, width), width);
    }

    /// <summary>Lines of which none can steer a terminal, whatever a file has brought into them.</summary>
    internal static string Plain(string lines) => new([.. lines.Select(c => char.IsControl(c) && c != '\n' ? '?' : c)]);

    /// <summary>A name in quotation marks.</summary>
    internal static string Quoted(string name) => $"'{Fit(name, Math.Min(40, TextWidth.Of(name)))}'";

    /// <summary>How many there are of something.</summary>
    internal static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>A metric.</summary>
    internal static string Number(double value) => double.IsNaN(value) ? "-"
        : Math.Abs(value) >= 1000 ? value.ToString(Math.Abs(value) is >= 1e5 and < 1e15 ? "F0" : "G6", CultureInfo.InvariantCulture)
        : (Math.Round(value, 3) + 0.0).ToString("F3", CultureInfo.InvariantCulture);
}
