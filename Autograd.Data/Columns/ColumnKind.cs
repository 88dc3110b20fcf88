namespace Autograd.Data;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Numbers: <see cref="NumberColumn"/>.</summary>
    Number,

    /// <summary>A few words that come again and again: <see cref="CategoryColumn"/>.</summary>
    Category,

    /// <summary>True or false: <see cref="BooleanColumn"/>.</summary>
    Boolean,

    /// <summary>Days, with or without a time: <see cref="DateColumn"/>.</summary>
    Date,

    /// <summary>Free text, or names of single rows, from which nothing general is to be learned: <see cref="TextColumn"/>.</summary>
    Text,
}
