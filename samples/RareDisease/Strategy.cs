namespace RareDisease;

/// <summary>A way to train, and to decide, in the face of rare classes.</summary>
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

    /// <summary>
    /// Balanced batches, then the biases of the output layer moved by the logarithm of how much rarer each class is in truth.
    /// </summary>
    PriorCorrected,

    /// <summary>
    /// The network of <see cref="FineTuned"/>, whose decisions weigh what a mistake costs: one about a class 1 / its frequency.
    /// </summary>
    ByCost,
}

/// <summary>How strategies are called.</summary>
internal static class StrategyNames
{
    /// <summary>All strategies, in the order in which they are trained and shown.</summary>
    internal static readonly Strategy[] All = Enum.GetValues<Strategy>();

    /// <summary>The words, as a list.</summary>
    internal static readonly string Words = string.Join(',', All.Select(Word));

    /// <summary>The word for the command line and for files.</summary>
    internal static string Word(this Strategy strategy) => strategy switch
    {
        Strategy.Plain => "plain",
        Strategy.Weighted => "weighted",
        Strategy.Balanced => "balanced",
        Strategy.FineTuned => "finetuned",
        Strategy.PriorCorrected => "corrected",
        _ => "bycost",
    };

    /// <summary>The name for tables; those that begin with balanced batches stand below them.</summary>
    internal static string Title(this Strategy strategy) => strategy switch
    {
        Strategy.Plain => "plain shuffling",
        Strategy.Weighted => "class weights",
        Strategy.Balanced => "balanced batches",
        Strategy.FineTuned => "- fine-tuned",
        Strategy.PriorCorrected => "- corrected",
        _ => "- tuned, by cost",
    };

    /// <summary>The name by itself.</summary>
    internal static string Name(this Strategy strategy) => strategy switch
    {
        Strategy.FineTuned => "balanced, then fine-tuned",
        Strategy.PriorCorrected => "balanced, then corrected",
        Strategy.ByCost => "fine-tuned, decided by cost",
        _ => strategy.Title(),
    };
}
