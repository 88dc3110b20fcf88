namespace Autograd.Data;

/// <summary>
/// Days, with or without a time. One that was written with its distance from Greenwich is in universal time, the others are as they
/// were written; the <see cref="DateTime.Kind"/> of all is unspecified.
/// </summary>
public sealed class DateColumn : Column
{
    private const long None = -1;

    private readonly ReadOnlyMemory<long> _ticks;

    /// <summary>A column of dates.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The values, null where one is missing.</param>
    public DateColumn(string name, IEnumerable<DateTime?> values)
        : this(name, Codes(values), DateOrder.Either, null)
    {
    }

    internal DateColumn(string name, ReadOnlyMemory<long> ticks, DateOrder order, IReadOnlyList<string>? notes)
        : base(name, ticks.Length, ticks.Span.Count(None), notes)
    {
        _ticks = ticks;
        Order = order;
        long first = long.MaxValue, last = None;
        foreach (long value in ticks.Span)
        {
            (first, last) = (value != None && value < first ? value : first, Math.Max(last, value));
        }

        First = last == None ? null : new DateTime(first);
        Last = last == None ? null : new DateTime(last);
    }

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Date;

    /// <summary>The earliest; null where all are missing.</summary>
    public DateTime? First { get; }

    /// <summary>The latest; null where all are missing.</summary>
    public DateTime? Last { get; }

    /// <summary>The value in a row, null where it is missing.</summary>
    /// <param name="row">The row, from 0.</param>
    public DateTime? this[int row] => Ticks[row] is >= 0 and var ticks ? new DateTime(ticks) : null;

    /// <summary>Of each row its <see cref="DateTime.Ticks"/>, -1 where it is missing.</summary>
    internal ReadOnlySpan<long> Ticks => _ticks.Span;

    /// <summary>Which number was the month where they were written with slashes.</summary>
    internal DateOrder Order { get; }

    internal override double Key(int row) => Ticks[row] is >= 0 and var ticks ? ticks : double.NaN;

    internal override string Describe() => First is { } first && Last is { } last
        ? first.TimeOfDay == default && last.TimeOfDay == default
            ? FormattableString.Invariant($"{first:yyyy-MM-dd} to {last:yyyy-MM-dd}")
            : FormattableString.Invariant($"{first:yyyy-MM-dd HH:mm} to {last:yyyy-MM-dd HH:mm}")
        : "";

    internal override Column Select(ReadOnlySpan<int> rows) => new DateColumn(Name, Gather(Ticks, rows), Order, Notes);

    private static long[] Codes(IEnumerable<DateTime?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. values.Select(value => value?.Ticks ?? None)];
    }
}
