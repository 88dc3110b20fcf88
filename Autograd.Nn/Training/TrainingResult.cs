namespace Autograd.Nn;

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs were done.</summary>
    Completed,

    /// <summary>The validation no longer got better.</summary>
    StoppedEarly,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>What a training came to.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="History">The epochs that were done.</param>
/// <param name="Steps">How many steps the optimizer made.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TrainingResult(TrainingEnd End, IReadOnlyList<EpochReport> History, long Steps, TimeSpan Elapsed)
{
    /// <summary>Why the last checkpoint could not be written (<see cref="Trainer.CheckpointTo"/>); null where all is well.</summary>
    public string? CheckpointError { get; init; }

    /// <summary>
    /// The epoch whose weights the network has now: the best one of its phase on the validation data, or the last one where there is none;
    /// null where no epoch was done, or one that had begun without validation data was cancelled.
    /// </summary>
    public EpochReport? Best => History.LastOrDefault(epoch => epoch.Phase == History[^1].Phase && epoch.IsBest)
        ?? (History.Count > 0 && End != TrainingEnd.Cancelled ? History[^1] : null);

    /// <summary>The result in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{End} after {History.Count} epochs, {Steps} steps, {Elapsed.TotalSeconds:F1} s") + (Best is { } best ? $"; {best}" : "")
        + (CheckpointError is null ? "" : $"; no checkpoint: {CheckpointError}");
}
