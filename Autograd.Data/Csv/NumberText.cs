using System.Globalization;

namespace Autograd.Data;

/// <summary>What was met in the numbers of a column.</summary>
internal struct NumberMarks
{
    /// <summary>The sign of a currency, of which a column has one; none where it is 0.</summary>
    public char Currency;

    /// <summary>How many were percentages, and how many infinite, which are missing.</summary>
    public int Percents, Infinite;

    /// <summary>How many had groups of thousands which could be decimals: one group, and nothing behind it.</summary>
    public int Ambiguous;

    /// <summary>One of those.</summary>
    public string? Example;
}

/// <summary>
/// Numbers as files have them: sign, digits, exponent; groups of thousands, one currency, percent. The value is the double nearest to
/// what is written.
/// </summary>
internal static class NumberText
{
    private const string Currencies = "$€£¥₹₩₽₺";
    private const int Longest = 400;
    private const ulong Exact = 1UL << 53;

    private static readonly double[] s_powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Whether a text, without blanks around it, is a number. One that is infinite is NaN.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, bool decimalComma, out double value, ref NumberMarks marks) =>
        TryParsePlain(text, decimalComma ? ',' : '.', out value) || TryParseAny(text, decimalComma, out value, ref marks);

    /// <summary>Whether a text is a number, whatever is in it.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text, bool decimalComma)
    {
        NumberMarks marks = default;
        return TryParse(text, decimalComma, out _, ref marks);
    }

    // Without an exponent. An integer of up to 19 digits, below 2⁵³ times or by a power of ten up to 10²², both exact, is rounded once
    // (W. D. Clinger, 1990).
    private static bool TryParsePlain(ReadOnlySpan<char> text, char point, out double value)
    {
        value = 0;
        int i = 0, digits = 0, scale = 0;
        bool isNegative = false;
        if (text.Length > 0 && text[0] is '-' or '+')
        {
            isNegative = text[0] == '-';
            i++;
        }

        ulong mantissa = 0;
        for (; i < text.Length && char.IsAsciiDigit(text[i]); i++, digits++)
        {
            mantissa = (mantissa * 10) + (ulong)(text[i] - '0');
        }

        if (i < text.Length && text[i] == point)
        {
            for (i++; i < text.Length && char.IsAsciiDigit(text[i]); i++, digits++, scale--)
            {
                mantissa = (mantissa * 10) + (ulong)(text[i] - '0');
            }
        }

        if (i < text.Length || digits == 0)
        {
            return false;
        }

        if (digits > 19 || mantissa > Exact || scale < -22)
        {
            return point == '.' && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
                && double.IsFinite(value);
        }

        value = mantissa / s_powers[-scale];
        value = isNegative ? -value : value;
        return true;
    }

    private static bool TryParseAny(ReadOnlySpan<char> text, bool decimalComma, out double value, ref NumberMarks marks)
    {
        value = double.NaN;
        if (text.Length > Longest)
        {
            return false;
        }

        Span<char> plain = stackalloc char[Longest + 8];
        int length = 0;
        ReadOnlySpan<char> rest = text;
        char currency = '\0';
        bool isPercent = false;
        TakeSign(ref rest, plain, ref length);
        if (rest.Length > 0 && Currencies.Contains(rest[0]))
        {
            currency = rest[0];
            rest = rest[1..].TrimStart();
            if (length == 0)
            {
                TakeSign(ref rest, plain, ref length);
            }
        }

        if (IsInfinite(rest))
        {
            marks.Infinite++;
            return true;
        }

        if (rest.Length > 0 && (rest[^1] == '%' || (currency == '\0' && Currencies.Contains(rest[^1]))))
        {
            (isPercent, currency) = rest[^1] == '%' ? (true, currency) : (false, rest[^1]);
            rest = rest[..^1].TrimEnd();
        }

        if (!TakeDigits(rest, decimalComma, plain, ref length, out int exponent, out bool isAmbiguous)
            || (currency != '\0' && marks.Currency != '\0' && currency != marks.Currency))
        {
            return false;
        }

        // A percentage is rounded once, too: its point is moved in the text.
        exponent -= isPercent ? 2 : 0;
        plain[length++] = 'E';
        if (!exponent.TryFormat(plain[length..], out int written, provider: CultureInfo.InvariantCulture)
            || !double.TryParse(plain[..(length + written)], NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return false;
        }

        marks.Currency = currency == '\0' ? marks.Currency : currency;
        marks.Percents += isPercent ? 1 : 0;
        if (isAmbiguous)
        {
            marks.Ambiguous++;
            marks.Example ??= text.ToString();
        }

        if (double.IsInfinity(value))
        {
            marks.Infinite++;
            value = double.NaN;
        }

        return true;
    }

    private static void TakeSign(ref ReadOnlySpan<char> rest, scoped Span<char> plain, ref int length)
    {
        // As accountants write what is below 0.
        if (rest is ['(', .., ')'])
        {
            plain[length++] = '-';
            rest = rest[1..^1].Trim();
        }
        else if (rest.Length > 0 && rest[0] is '-' or '+' or '−')
        {
            plain[length++] = rest[0] == '+' ? '+' : '-';
            rest = rest[1..].TrimStart();
        }
    }

    private static bool IsInfinite(ReadOnlySpan<char> text) => text is "∞"
        || text.Equals("inf", StringComparison.OrdinalIgnoreCase) || text.Equals("infinity", StringComparison.OrdinalIgnoreCase);

    // Digits without their groups, a point, digits; and what stands behind an E.
    private static bool TakeDigits(
        ReadOnlySpan<char> text, bool decimalComma, scoped Span<char> plain, ref int length, out int exponent, out bool isAmbiguous)
    {
        (char point, char other) = decimalComma ? (',', '.') : ('.', ',');
        (exponent, isAmbiguous) = (0, false);
        int start = length, i = 0, groups = 0, inGroup = 0;
        char group = '\0';
        for (; i < text.Length && text[i] != point && text[i] is not ('e' or 'E'); i++)
        {
            char c = IsBlank(text[i]) ? ' ' : text[i] == '’' ? '\'' : text[i];
            if (char.IsAsciiDigit(c))
            {
                plain[length++] = c;
                inGroup++;
            }
            else if ((c == other || c is ' ' or '\'')
                && (groups == 0 ? inGroup is >= 1 and <= 3 && plain[start] != '0' : c == group && inGroup == 3))
            {
                (group, inGroup) = (c, 0);
                groups++;
            }
            else
            {
                return false;
            }
        }

        if (groups > 0 && inGroup != 3)
        {
            return false;
        }

        isAmbiguous = groups == 1 && group == other && i == text.Length;
        if (i < text.Length && text[i] == point)
        {
            plain[length++] = '.';
            for (i++; i < text.Length && char.IsAsciiDigit(text[i]); i++)
            {
                plain[length++] = text[i];
            }
        }

        if (!plain[start..length].ContainsAnyInRange('0', '9'))
        {
            return false;
        }

        // Longer exponents than anyone writes are no numbers.
        return i == text.Length || (text[i] is 'e' or 'E' && text.Length - i <= 7 && !text[i..].Contains(' ')
            && int.TryParse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent));
    }

    // The space itself and those of French numbers: the no-break space, its narrow kind, and the thin one.
    private static bool IsBlank(char c) => c is ' ' or '\u00A0' or '\u202F' or '\u2009';
}
