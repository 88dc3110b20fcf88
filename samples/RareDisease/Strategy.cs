namespace RareDisease;

/// <summary>A way to train in the face of rare classes.</summary>
internal enum Strategy
{
    /// <summary>Batches at the actual class frequency, every sample counting the same.</summary>
    Plain,

    /// <summary>
    /// As <see cref="Plain"/>, but a sample of class c counts N / (C · n_c), so that each class weighs the same in total.
    /// </summary>
    Weighted,

    /// <summary>Batches that hold as many samples of each class.</summary>
    Balanced,

    /// <summary>Balanced batches, then a few epochs at the actual class frequency with a tenth of the learning rate.</summary>
    FineTuned,
}

/// <summary>How strategies are called.</summary>
internal static class StrategyNames
{
    /// <summary>All strategies, in the order in which they are trained and shown.</summary>
    internal static readonly Strategy[] All = [Strategy.Plain, Strategy.Weighted, Strategy.Balanced, Strategy.FineTuned];

    /// <summary>The word for the command line and for files.</summary>
    internal static string Word(this Strategy strategy) => strategy switch
    {
        Strategy.Plain => "plain",
        Strategy.Weighted => "weighted",
        Strategy.Balanced => "balanced",
        _ => "finetuned",
    };

    /// <summary>The name for tables.</summary>
    internal static string Title(this Strategy strategy) => strategy switch
    {
        Strategy.Plain => "plain shuffling",
        Strategy.Weighted => "class weights",
        Strategy.Balanced => "balanced batches",
        _ => "balanced, then fine-tuned",
    };
}
