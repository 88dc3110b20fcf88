using System.Globalization;
using System.Text;

namespace Autograd.Data;

/// <summary>
/// How many columns a text takes where every character takes one, or two as those of Chinese, Japanese and Korean do (East Asian Width,
/// Unicode Annex 11), so that tables stand straight.
/// </summary>
internal static class TextWidth
{
    // The first and the last of each range of wide characters.
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    /// <summary>The width of a text.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Of(rune);
        }

        return width;
    }

    /// <summary>A text with blanks behind it, as wide as asked for where it is not wider.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Of(text)));

    /// <summary>A text that is not wider than asked for: what is cut ends with three dots in one character.</summary>
    public static string Cut(string text, int most)
    {
        if (Of(text) <= most)
        {
            return text;
        }

        (int length, int width) = (0, 1);
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Of(rune);
            if (width > most)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length] + "…";
    }

    private static int Of(Rune rune)
    {
        if (rune.Value < s_wide[0].First)
        {
            return rune.Value < 0x300 || !IsUpon(rune) ? 1 : 0;
        }

        return Array.Exists(s_wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : IsUpon(rune) ? 0 : 1;
    }

    // Accents stand upon the character before them.
    private static bool IsUpon(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
}
