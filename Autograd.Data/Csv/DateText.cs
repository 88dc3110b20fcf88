using System.Globalization;

namespace Autograd.Data;

/// <summary>Which number of 1/2/2025 is the month.</summary>
[Flags]
internal enum DateOrder
{
    None = 0,
    DayFirst = 1,
    MonthFirst = 2,
    Either = 3,
}

/// <summary>Dates as files have them: ISO 8601, 31.12.2025, and 31/12/2025 in one of two orders; with or without a time.</summary>
internal static class DateText
{
    /// <summary>Whether a format says of which year a date is, and in which month at least where it says a day.</summary>
    public static bool IsFormat(string? format)
    {
        var date = new DateTime(1999, 11, 1);
        try
        {
            return !string.IsNullOrWhiteSpace(format)
                && DateTime.TryParseExact(date.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture,
                    DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AdjustToUniversal, out DateTime read) && read.Year == date.Year;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>In which orders a text is a date; where the order does not matter, in either.</summary>
    public static DateOrder Orders(ReadOnlySpan<char> text, string[] formats) =>
        (TryParse(text, formats, DateOrder.DayFirst, out _) ? DateOrder.DayFirst : DateOrder.None)
        | (TryParse(text, formats, DateOrder.MonthFirst, out _) ? DateOrder.MonthFirst : DateOrder.None);

    /// <summary>Whether a text is a date in the order of a column; where none is known, only what is the same in both is one.</summary>
    public static bool TryParseIn(DateOrder order, ReadOnlySpan<char> text, string[] formats, out DateTime date) =>
        TryParse(text, formats, order == DateOrder.MonthFirst ? order : DateOrder.DayFirst, out date)
        && (order != DateOrder.Either || (TryParse(text, formats, DateOrder.MonthFirst, out DateTime other) && other == date));

    /// <summary>Whether a text is a date.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, string[] formats, DateOrder order, out DateTime date)
    {
        const DateTimeStyles styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AdjustToUniversal;
        if (formats.Length > 0 && DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, styles, out date))
        {
            date = DateTime.SpecifyKind(date, DateTimeKind.Unspecified);
            return true;
        }

        date = default;
        if (text.Length < 8 || !TakeNumber(ref text, 4, out int a, out int digits) || text.IsEmpty || text[0] is not ('-' or '.' or '/'))
        {
            return false;
        }

        char separator = text[0];
        text = text[1..];
        if (!TakeNumber(ref text, 2, out int b, out _) || text.IsEmpty || text[0] != separator)
        {
            return false;
        }

        text = text[1..];
        if (!TakeNumber(ref text, 4, out int c, out int last) || digits is 3 || (digits == 4 ? last > 2 : last != 4))
        {
            return false;
        }

        (int year, int month, int day) = digits == 4 ? (a, b, c)
            : separator == '.' || order == DateOrder.DayFirst ? (c, b, a) : (c, a, b);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateTime(year, month, day);
        return text.IsEmpty || TryAddTime(text, ref date);
    }

    // 17:30, 17:30:05.123, 5:30 PM, and the distance from Greenwich: Z, +02:00.
    private static bool TryAddTime(ReadOnlySpan<char> text, ref DateTime date)
    {
        int second = 0;
        long ticks = 0;
        if (text[0] is not ('T' or 't' or ' ') || !TakeNumber(ref text, 2, out int hour, out _, 1)
            || !TakeNumber(ref text, 2, out int minute, out _, ':')
            || (text.Length > 0 && text[0] == ':' && !TakeNumber(ref text, 2, out second, out _, ':')))
        {
            return false;
        }

        if (text.Length > 1 && text[0] is '.' or ',' && char.IsAsciiDigit(text[1]))
        {
            long unit = TimeSpan.TicksPerSecond;
            for (text = text[1..]; text.Length > 0 && char.IsAsciiDigit(text[0]); text = text[1..])
            {
                ticks += (text[0] - '0') * (unit /= 10);
            }
        }

        text = text.TrimStart();
        if (text.Length >= 2 && text[..2].ToString().ToUpperInvariant() is "AM" or "PM")
        {
            bool isAfternoon = text[0] is 'p' or 'P';
            text = text[2..];
            if (hour is < 1 or > 12)
            {
                return false;
            }

            hour = (hour % 12) + (isAfternoon ? 12 : 0);
        }

        if (hour > 23 || minute > 59 || second > 59 || !TryTakeOffset(ref text, out TimeSpan offset) || !text.IsEmpty)
        {
            return false;
        }

        long sum = date.Ticks + new TimeSpan(hour, minute, second).Ticks + ticks - offset.Ticks;
        if (sum < 0 || sum > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        date = new DateTime(sum);
        return true;
    }

    private static bool TryTakeOffset(ref ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is ['Z' or 'z', ..])
        {
            text = text[1..];
            return true;
        }

        if (text is not ['+' or '-', ..])
        {
            return true;
        }

        int sign = text[0] == '-' ? -1 : 1, minutes = 0;
        text = text[1..];
        if (!TakeNumber(ref text, 2, out int hours, out int digits) || digits != 2 || hours > 14)
        {
            return false;
        }

        text = text is [':', ..] ? text[1..] : text;
        if (!text.IsEmpty && (!TakeNumber(ref text, 2, out minutes, out digits) || digits != 2 || minutes > 59))
        {
            return false;
        }

        offset = sign * new TimeSpan(hours, minutes, 0);
        return true;
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> text, int most, out int number, out int digits, char before)
    {
        if (text is [var first, ..] && first == before)
        {
            text = text[1..];
            return TakeNumber(ref text, most, out number, out digits);
        }

        (number, digits) = (0, 0);
        return false;
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> text, int most, out int number, out int digits, int skipped = 0)
    {
        text = text[skipped..];
        for (number = 0, digits = 0; digits < text.Length && digits < most && char.IsAsciiDigit(text[digits]); digits++)
        {
            number = (number * 10) + text[digits] - '0';
        }

        text = text[digits..];
        return digits > 0;
    }
}
