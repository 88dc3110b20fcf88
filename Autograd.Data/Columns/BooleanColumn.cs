namespace Autograd.Data;

/// <summary>True or false, or missing.</summary>
public sealed class BooleanColumn : Column
{
    // 0, 1, and -1 for a missing one.
    private readonly ReadOnlyMemory<sbyte> _values;

    /// <summary>A column of true and false.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The values, null where one is missing.</param>
    public BooleanColumn(string name, IEnumerable<bool?> values)
        : this(name, Codes(values), "false", "true", null)
    {
    }

    internal BooleanColumn(
        string name, ReadOnlyMemory<sbyte> values, string falseText, string trueText, IReadOnlyList<string>? notes)
        : base(name, values.Length, values.Span.Count((sbyte)-1), notes)
    {
        _values = values;
        FalseText = falseText;
        TrueText = trueText;
    }

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Boolean;

    /// <summary>The word that was read as false, such as <c>no</c>.</summary>
    public string FalseText { get; }

    /// <summary>The word that was read as true, such as <c>yes</c>.</summary>
    public string TrueText { get; }

    /// <summary>The value in a row, null where it is missing.</summary>
    /// <param name="row">The row, from 0.</param>
    public bool? this[int row] => Values[row] is >= 0 and var value ? value == 1 : null;

    /// <summary>0, 1, and -1 for a missing one.</summary>
    internal ReadOnlySpan<sbyte> Values => _values.Span;

    internal override double Key(int row) => Values[row] is >= 0 and var value ? value : double.NaN;

    internal override string Describe() => FormattableString.Invariant(
        $"{TrueText} {Values.Count((sbyte)1):N0}, {FalseText} {Values.Count((sbyte)0):N0}");

    internal override Column Select(ReadOnlySpan<int> rows) =>
        new BooleanColumn(Name, Gather(Values, rows), FalseText, TrueText, Notes);

    private static sbyte[] Codes(IEnumerable<bool?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. values.Select(value => value is { } known ? (sbyte)(known ? 1 : 0) : (sbyte)-1)];
    }
}
