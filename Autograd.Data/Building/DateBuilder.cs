namespace Autograd.Data;

/// <summary>Reads dates.</summary>
internal sealed class DateBuilder(string name, string[] formats, DateOrder order, int capacity) : ColumnBuilder(name)
{
    private Growing<long> _values = new(capacity);

    public override string Expected => formats.Length > 0 ? $"a date such as {string.Join(" or ", formats)}" : order switch
    {
        DateOrder.DayFirst => "a date, of which the first number is the day",
        DateOrder.MonthFirst => "a date, of which the first number is the month",
        _ => "a date such as 2025-12-31 or 31.12.2025",
    };

    public override bool TryAdd(ReadOnlySpan<char> text)
    {
        if (!DateText.TryParseIn(order, text, formats, out DateTime date))
        {
            return false;
        }

        _values.Add(date.Ticks);
        return true;
    }

    /// <summary>Adds a date.</summary>
    public void Add(DateTime date) => _values.Add(date.Ticks);

    public override void AddMissing() => _values.Add(-1);

    public override Column ToColumn()
    {
        if (order is DateOrder.DayFirst or DateOrder.MonthFirst)
        {
            Notes.Add($"The first number is the {(order == DateOrder.DayFirst ? "day" : "month")}, as the values show.");
        }

        var column = new DateColumn(Name, _values.ToMemory(), order, Notes);
        NoteSingle(column.Count > 1 && column.Missing == 0 && column.First == column.Last, column.Describe().Split(" to ")[0]);
        return column;
    }
}
