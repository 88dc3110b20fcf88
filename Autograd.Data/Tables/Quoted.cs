using System.Text;

namespace Autograd.Data;

/// <summary>Texts from a file as they stand in messages: on one line, and not longer than one can read.</summary>
internal static class Quoted
{
    private const int Longest = 40;

    /// <summary>In quotation marks.</summary>
    public static string Text(ReadOnlySpan<char> text) => $"'{Plain(text)}'";

    /// <summary>Without any.</summary>
    public static string Plain(ReadOnlySpan<char> text)
    {
        // What does not fit is not looked at, however long it is.
        text = text[..Math.Min(text.Length, 4 * Longest)];
        var plain = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            plain.Append(c switch { '\r' => '␍', '\n' => '␊', '\t' => '␉', _ => char.IsControl(c) || c is '\u2028' or '\u2029' ? '�' : c });
        }

        return TextWidth.Cut(plain.ToString(), Longest);
    }

    /// <summary>A message of the system's on one line, or a path.</summary>
    public static string Line(string text) => text.ReplaceLineEndings(" ");

    /// <summary>A message on one line, cut where it is longer than so many characters.</summary>
    public static string Line(string text, int longest) => text.Length <= longest ? Line(text) : $"{Line(text[..longest])}…";

    /// <summary>How many there are of something, whose plural has an s.</summary>
    public static string Count(long count, string what) =>
        count == 1 ? $"1 {what}" : FormattableString.Invariant($"{count:N0} {what}s");

    /// <summary>A few of several names, with "and" where they end.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => Text(name)));
}
