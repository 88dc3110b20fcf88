namespace Autograd.Data;

/// <summary>
/// Free text, or names of single rows: nothing general is to be learned from it, so it is ignored, and its words are not kept. Whoever
/// needs them, to group rows by them for example, reads it as categories (<see cref="CsvOptions.Kinds"/>).
/// </summary>
public sealed class TextColumn : Column
{
    private readonly ReadOnlyMemory<bool> _isMissing;

    internal TextColumn(string name, ReadOnlyMemory<bool> isMissing, IReadOnlyList<string>? notes)
        : base(name, isMissing.Length, isMissing.Span.Count(true), notes)
    {
        _isMissing = isMissing;
    }

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Text;

    // Its words are not kept.
    internal override double Key(int row) => _isMissing.Span[row] ? double.NaN : 0;

    internal override string Describe() => "ignored";

    internal override Column Select(ReadOnlySpan<int> rows) => new TextColumn(Name, Gather(_isMissing.Span, rows), Notes) { Doubt = Doubt };
}
