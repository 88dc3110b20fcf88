namespace Autograd.Data;

/// <summary>
/// A column of a table: a <see cref="NumberColumn"/>, <see cref="CategoryColumn"/>, <see cref="BooleanColumn"/>, <see
/// cref="DateColumn"/> or
/// <see cref="TextColumn"/>. Its values never change, so that any number of threads may read it.
/// </summary>
public abstract class Column
{
    private protected Column(string name, int count, int missing, IReadOnlyList<string>? notes)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Count = count;
        Missing = missing;
        Notes = notes ?? [];
    }

    /// <summary>The name, unique in its table.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public abstract ColumnKind Kind { get; }

    /// <summary>How many values it has, the missing ones included: the rows of its table.</summary>
    public int Count { get; }

    /// <summary>How many of its values are missing.</summary>
    public int Missing { get; }

    /// <summary>What was noticed when it was read, a sentence each; a selection of rows keeps it as it was.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// What its values may be meant to be instead, a sentence: to be told before anything is learned from it. Null where that is clear.
    /// </summary>
    internal string? Doubt { get; init; }

    /// <summary>The value of a row as a number, which two rows share where they have the same one; NaN where it is missing.</summary>
    internal abstract double Key(int row);

    /// <summary>Whether the value in a row is missing.</summary>
    internal bool IsMissing(int row) => double.IsNaN(Key(row));

    /// <summary>Its range or its categories, in short.</summary>
    internal abstract string Describe();

    /// <summary>The values at some rows, which exist, in that order.</summary>
    internal abstract Column Select(ReadOnlySpan<int> rows);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Describe()}";

    private protected static T[] Gather<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> rows)
    {
        var gathered = new T[rows.Length];
        for (int i = 0; i < gathered.Length; i++)
        {
            gathered[i] = values[rows[i]];
        }

        return gathered;
    }
}
