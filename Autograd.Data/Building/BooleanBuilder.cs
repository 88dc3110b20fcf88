namespace Autograd.Data;

/// <summary>Reads true and false, by one pair of words, or as a predictor does by any.</summary>
internal sealed class BooleanBuilder(string name, int pair, int capacity, bool takesAny = false) : ColumnBuilder(name)
{
    private Growing<sbyte> _values = new(capacity);
    private int _pair = pair;

    public override string Expected => _pair < 0
        ? "true or false (or yes and no, and the like)"
        : $"{BooleanText.Pairs[_pair].True} or {BooleanText.Pairs[_pair].False}";

    public override bool TryAdd(ReadOnlySpan<char> text)
    {
        int found = BooleanText.Find(text, out bool value);
        if (found < 0 || (!takesAny && _pair >= 0 && found != _pair))
        {
            return false;
        }

        _pair = takesAny ? _pair : found;
        _values.Add((sbyte)(value ? 1 : 0));
        return true;
    }

    public override void AddMissing() => _values.Add(-1);

    public override Column ToColumn()
    {
        (string whenTrue, string whenFalse) = BooleanText.Pairs[Math.Max(0, _pair)];
        var column = new BooleanColumn(Name, _values.ToMemory(), whenFalse, whenTrue, Notes);
        sbyte first = column.Count > 0 ? column.Values[0] : (sbyte)-1;
        NoteSingle(column.Count > 1 && first >= 0 && !column.Values.ContainsAnyExcept(first), first == 1 ? whenTrue : whenFalse);
        return column;
    }
}
