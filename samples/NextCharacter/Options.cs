namespace NextCharacter;

/// <summary>What the user asked for.</summary>
internal sealed record Options
{
    /// <summary>The text's file; null for the built-in text.</summary>
    internal string? Text { get; init; }

    /// <summary>What reads the text.</summary>
    internal Kind Model { get; init; } = Kind.Gru;

    /// <summary>How many steps it is trained.</summary>
    internal int Steps { get; init; } = 1200;

    /// <summary>How many units or features it has.</summary>
    internal int Units { get; init; } = 128;

    /// <summary>The inverse temperature at which it writes.</summary>
    internal double Beta { get; init; } = 1.5;

    /// <summary>How many characters it writes.</summary>
    internal int Length { get; init; } = 500;

    /// <summary>The seed of weights, batches and what is written.</summary>
    internal ulong Seed { get; init; }
}

/// <summary>What can read the text.</summary>
internal enum Kind
{
    /// <summary>Gated recurrent units.</summary>
    Gru,

    /// <summary>Units with a long short-term memory.</summary>
    Lstm,

    /// <summary>Attention to what came before.</summary>
    Transformer,
}
