namespace Autograd.Data;

/// <summary>Counts texts, and forgets them.</summary>
internal sealed class TextBuilder(string name, int capacity) : ColumnBuilder(name)
{
    private Growing<bool> _isMissing = new(capacity);

    public override string Expected => "a text";

    public override bool TryAdd(ReadOnlySpan<char> text)
    {
        _isMissing.Add(false);
        return true;
    }

    public override void AddMissing() => _isMissing.Add(true);

    public override Column ToColumn() => new TextColumn(Name, _isMissing.ToMemory(), Notes) { Doubt = Doubt };
}
