namespace LargeVocabulary;

/// <summary>What the user asked for.</summary>
internal sealed record Options
{
    /// <summary>How many classes there are.</summary>
    internal int Classes { get; init; } = 100_000;

    /// <summary>How many features a sample has.</summary>
    internal int Features { get; init; } = 64;

    /// <summary>How many samples a step takes.</summary>
    internal int Batch { get; init; } = 256;

    /// <summary>How many steps each output layer is trained.</summary>
    internal int Steps { get; init; } = 40;

    /// <summary>The learning rate of Adam.</summary>
    internal double LearningRate { get; init; } = 0.02;

    /// <summary>Where the head and each cluster but the last end; null for a fiftieth and a fifth of the classes.</summary>
    internal int[]? Cutoffs { get; init; }

    /// <summary>The seed of the data and of the first weights.</summary>
    internal ulong Seed { get; init; }

    /// <summary>Which output layers to train.</summary>
    internal Contenders Train { get; init; } = Contenders.Both;

    /// <summary>The cutoffs given, or else the default ones.</summary>
    internal int[] ActualCutoffs => Cutoffs ?? [Classes / 50, Classes / 5];
}

/// <summary>The output layers that can be trained.</summary>
[Flags]
internal enum Contenders
{
    /// <summary>The adaptive softmax.</summary>
    Adaptive = 1,

    /// <summary>The full softmax.</summary>
    Full = 2,

    /// <summary>Both.</summary>
    Both = Adaptive | Full,
}
