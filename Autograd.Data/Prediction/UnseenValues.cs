namespace Autograd.Data;

/// <summary>
/// Values of a column that are unlike all of training: words that it never met, numbers and dates far outside of its range. A prediction
/// for such a row rests on its other columns, and on what is nearest.
/// </summary>
public sealed class UnseenValues
{
    internal UnseenValues(string column, int count, int valueCount, IReadOnlyList<string> examples, bool areAll, string? range)
    {
        (Column, Count, ValueCount, Examples, HasAll, Range) = (column, count, valueCount, examples, areAll, range);
    }

    /// <summary>The name of the column.</summary>
    public string Column { get; }

    /// <summary>How many values were never seen.</summary>
    public int Count { get; }

    /// <summary>How many values the column has, without the missing ones.</summary>
    public int ValueCount { get; }

    /// <summary>The first few of them that differ.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>Of numbers and dates from where to where they were in training, such as "18 to 90"; null where they are words.</summary>
    public string? Range { get; }

    // Whether the examples are all that differ.
    private bool HasAll { get; }

    /// <summary>The column and its values in a sentence.</summary>
    public override string ToString() => FormattableString.Invariant($"{Count:N0} of {ValueCount:N0} values of {Quoted.Text(Column)} ")
        + (Range is null ? Count == 1 ? "was never seen in training" : "were never seen in training"
            : $"{(Count == 1 ? "is" : "are")} far outside of training, which had {Range}")
        + $": {(Range is null ? Quoted.List(Examples) : string.Join(", ", Examples))}{(HasAll ? "" : ", …")}.";
}
