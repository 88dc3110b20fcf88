using System.Text.Json.Serialization;

namespace Autograd.Data;

/// <summary>The periods by which dates come again.</summary>
[Flags]
internal enum DateCycles
{
    None = 0,
    Year = 1,
    Week = 2,
    Day = 4,
}

/// <summary>
/// Dates: where between the first and the last of training, from -1 to 1, and the sine and cosine of the day of the year, of the week, and
/// of the time of day, as far as these vary. A missing one is all 0, and marked where some were missing in training.
/// </summary>
[method: JsonConstructor]
internal sealed class DateEncoder(string name, DateTime first, DateTime last, DateCycles cycles, DateOrder order, bool marksMissing)
    : ColumnEncoder(name)
{
    // A date far from those of training tells no more than one a little beyond them.
    private const double Furthest = 1.5;
    private const double MostOfAYear = 200;

    public override ColumnKind Kind => ColumnKind.Date;

    public override int FeatureCount => 1 + (2 * int.PopCount((int)Cycles)) + (MarksMissing ? 1 : 0);

    public DateTime First { get; } = first;

    public DateTime Last { get; } = last;

    public DateCycles Cycles { get; } = cycles;

    /// <summary>Which number of 1/2/2025 is the month.</summary>
    public DateOrder Order { get; } = order;

    public bool MarksMissing { get; } = marksMissing;

    internal override string? Problem => First < Last && (Cycles & ~(DateCycles.Year | DateCycles.Week | DateCycles.Day)) == 0
        && (Order & ~DateOrder.Either) == 0 ? null : "its first date is not before the last, or its cycles are none";

    /// <summary>Learns from the column in training; null where all dates are missing or alike.</summary>
    public static DateEncoder? Fit(DateColumn column)
    {
        if (column.First is not { } first || column.Last is not { } last || first == last)
        {
            return null;
        }

        bool hasTime = false, hasWeek = false;
        foreach (long ticks in column.Ticks)
        {
            if (ticks >= 0)
            {
                var date = new DateTime(ticks);
                hasTime |= date.TimeOfDay != first.TimeOfDay;
                hasWeek |= date.DayOfWeek != first.DayOfWeek;
            }
        }

        DateCycles cycles = ((last - first).TotalDays > MostOfAYear ? DateCycles.Year : 0)
            | (hasWeek ? DateCycles.Week : 0) | (hasTime ? DateCycles.Day : 0);
        return new(column.Name, first, last, cycles, column.Order, column.Missing > 0);
    }

    internal override void Encode(double value, Span<float> features)
    {
        features = features[..FeatureCount];
        features.Clear();
        if (double.IsNaN(value))
        {
            features[^1] = MarksMissing ? 1 : 0;
            return;
        }

        // As numbers, the last moments there are become one that there is not.
        var date = new DateTime(Math.Min((long)value, DateTime.MaxValue.Ticks));
        double place = Place(value);
        features[0] = (float)Math.Clamp(place, -Furthest, Furthest);
        int next = 1;
        double ofDay = date.TimeOfDay.TotalDays;
        Add(DateCycles.Year, (date.DayOfYear - 1 + ofDay) / 366, features, ref next);
        Add(DateCycles.Week, ((int)date.DayOfWeek + ofDay) / 7, features, ref next);
        Add(DateCycles.Day, ofDay, features, ref next);
    }

    internal override bool IsUnseen(double value) => Math.Abs(Place(value)) > Furthest;

    internal override string? Range => FormattableString.Invariant($"{First:yyyy-MM-dd} to {Last:yyyy-MM-dd}");

    internal override double[]? Values(Column column)
    {
        if (column is not DateColumn dates)
        {
            return null;
        }

        double[] values = new double[dates.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = dates.Ticks[i] < 0 ? double.NaN : dates.Ticks[i];
        }

        return values;
    }

    internal override bool TryParse(ReadOnlySpan<char> text, CsvOptions reading, out double value)
    {
        bool isDate = DateText.TryParseIn(Order, text, [.. reading.DateFormats], out DateTime date);
        value = date.Ticks;
        return isDate;
    }

    internal override bool TryConvert(object given, out double value)
    {
        DateTime? date = given switch
        {
            DateTime moment => moment,
            DateTimeOffset moment => moment.UtcDateTime,
            DateOnly day => day.ToDateTime(default),
            _ => null,
        };
        value = date?.Ticks ?? double.NaN;
        return date is not null;
    }

    internal override ColumnBuilder Builder(CsvOptions reading, int capacity) =>
        new DateBuilder(Name, [.. reading.DateFormats], Order, capacity);

    internal override string Describe() => $"{Range} is -1 to 1"
        + (Cycles == DateCycles.None ? "" : $"; cycles of {Cycles.ToString().ToLowerInvariant()}");

    private double Place(double value) => (2 * (value - First.Ticks) / (Last.Ticks - First.Ticks)) - 1;

    private void Add(DateCycles cycle, double turns, Span<float> features, ref int next)
    {
        if (Cycles.HasFlag(cycle))
        {
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * turns);
            (features[next], features[next + 1]) = ((float)sine, (float)cosine);
            next += 2;
        }
    }
}
