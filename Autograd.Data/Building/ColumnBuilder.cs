namespace Autograd.Data;

/// <summary>A column while it is read, value by value.</summary>
internal abstract class ColumnBuilder(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What is told of it.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What its values may be meant to be instead; null where that is clear.</summary>
    public string? Doubt { get; init; }

    /// <summary>What a value should be, in words, for the message on one that is not.</summary>
    public abstract string Expected { get; }

    /// <summary>Adds a value, which is not missing.</summary>
    /// <returns>Whether the text is one.</returns>
    public abstract bool TryAdd(ReadOnlySpan<char> text);

    /// <summary>Adds a missing value.</summary>
    public abstract void AddMissing();

    /// <summary>The column. The builder is used up.</summary>
    public abstract Column ToColumn();

    private protected void NoteSingle(bool isSingle, string value)
    {
        if (isSingle)
        {
            Notes.Add($"Every value is {value}: it tells nothing.");
        }
    }
}
