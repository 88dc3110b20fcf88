namespace Autograd.Data;

/// <summary>Numbers, of which NaN is a missing one. None is infinite.</summary>
public sealed class NumberColumn : Column
{
    private readonly ReadOnlyMemory<double> _values;

    /// <summary>A column of numbers.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The values, which are copied; NaN is a missing one.</param>
    /// <exception cref="ArgumentException">A value is infinite.</exception>
    public NumberColumn(string name, ReadOnlySpan<double> values)
        : this(name, values.ToArray(), null)
    {
        int infinite = values.IndexOfAny(double.PositiveInfinity, double.NegativeInfinity);
        if (infinite >= 0)
        {
            throw new ArgumentException(
                $"Column '{name}': the value at {infinite} is infinite, which no table holds: NaN is a missing value.", nameof(values));
        }
    }

    internal NumberColumn(string name, ReadOnlyMemory<double> values, IReadOnlyList<string>? notes)
        : base(name, values.Length, CountMissing(values.Span), notes)
    {
        _values = values;
        (Minimum, Maximum) = (double.NaN, double.NaN);
        foreach (double value in values.Span)
        {
            Minimum = value < Minimum || double.IsNaN(Minimum) ? value : Minimum;
            Maximum = value > Maximum || double.IsNaN(Maximum) ? value : Maximum;
        }
    }

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Number;

    /// <summary>The values; NaN is a missing one.</summary>
    public ReadOnlySpan<double> Values => _values.Span;

    /// <summary>The value in a row, NaN where it is missing.</summary>
    /// <param name="row">The row, from 0.</param>
    public double this[int row] => Values[row];

    /// <summary>The least value; NaN where all are missing.</summary>
    public double Minimum { get; }

    /// <summary>The greatest value; NaN where all are missing.</summary>
    public double Maximum { get; }

    internal override double Key(int row) => this[row];

    internal override string Describe() => Missing == Count ? "" : $"{PlainNumber.Of(Minimum)} to {PlainNumber.Of(Maximum)}";

    internal override Column Select(ReadOnlySpan<int> rows) => new NumberColumn(Name, Gather(Values, rows), Notes);

    private static int CountMissing(ReadOnlySpan<double> values)
    {
        int missing = 0;
        foreach (double value in values)
        {
            missing += double.IsNaN(value) ? 1 : 0;
        }

        return missing;
    }
}
