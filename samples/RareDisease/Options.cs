namespace RareDisease;

/// <summary>What fine-tuning moves.</summary>
internal enum FineTuning
{
    /// <summary>All layers.</summary>
    All,

    /// <summary>The output layer only, whose biases hold the class frequencies.</summary>
    Output,
}

/// <summary>What the user asked for.</summary>
internal sealed record Options
{
    /// <summary>The folder of the thyroid data; null for the built-in clinic.</summary>
    internal string? Data { get; init; }

    /// <summary>Epochs of balanced batches; plain and weighted training take as many epochs as make the same number of updates.</summary>
    internal int Epochs { get; init; } = 10;

    /// <summary>Epochs of fine-tuning at the actual class frequency.</summary>
    internal int FineTuneEpochs { get; init; } = 5;

    /// <summary>What fine-tuning moves.</summary>
    internal FineTuning FineTuning { get; init; }

    /// <summary>The learning rate of Adam; fine-tuning takes a tenth of it.</summary>
    internal double LearningRate { get; init; } = 1e-3;

    /// <summary>A training is run per seed and strategy.</summary>
    internal int[] Seeds { get; init; } = [0];

    /// <summary>The strategies to compare, in the order of <see cref="StrategyNames.All"/>.</summary>
    internal Strategy[] Strategies { get; init; } = StrategyNames.All;

    /// <summary>The file for the results; null for none.</summary>
    internal string? Json { get; init; }
}
