using Autograd.Data;

namespace TabularClassifier;

/// <summary>What the user asked to be trained.</summary>
internal sealed record Options
{
    /// <summary>The table; null for the built-in rows.</summary>
    internal string? File { get; init; }

    /// <summary>The column to predict; null where it was not said.</summary>
    internal string? Target { get; init; }

    /// <summary>How the table is read.</summary>
    internal CsvOptions Reading { get; init; } = new();

    /// <summary>How it is learned from; its target is not the user's yet.</summary>
    internal TabularOptions Learning { get; init; } = new("target");

    /// <summary>In how many parts the rows are divided to measure it again; 0 for not at all.</summary>
    internal int Folds { get; init; }

    /// <summary>How many times they are.</summary>
    internal int Repetitions { get; init; } = 1;

    /// <summary>The file of the model; null for none.</summary>
    internal string? Model { get; init; }

    /// <summary>The file of the report; null for none.</summary>
    internal string? Report { get; init; }

    /// <summary>Whether a file of another kind is replaced.</summary>
    internal bool Overwrites { get; init; }

    /// <summary>Whether it is compared with what it must beat.</summary>
    internal bool HasBaselines { get; init; } = true;

    /// <summary>Whether it is found out which columns matter.</summary>
    internal bool HasImportance { get; init; } = true;
}
