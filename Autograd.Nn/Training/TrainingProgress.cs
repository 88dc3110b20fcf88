namespace Autograd.Nn;

/// <summary>How far a training has come.</summary>
/// <param name="Epoch">The epoch, counted from 1 through all phases.</param>
/// <param name="Epochs">How many epochs there will be unless something stops them earlier.</param>
/// <param name="Batch">How many batches of the epoch are done.</param>
/// <param name="Batches">How many there are; null where nobody knows.</param>
/// <param name="Loss">The mean loss of the epoch so far.</param>
/// <param name="LastEpoch">The last epoch that was done; null in the first.</param>
/// <param name="Elapsed">The time since training began.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Batch, int? Batches, double Loss, EpochReport? LastEpoch, TimeSpan Elapsed)
{
    /// <summary>How far it has come, in a line.</summary>
    public override string ToString()
    {
        string epochs = Epochs == int.MaxValue ? "" : FormattableString.Invariant($" of {Epochs}");
        string batches = Batches is { } count ? FormattableString.Invariant($" of {count}") : "";
        return FormattableString.Invariant(
            $"epoch {Epoch}{epochs}, batch {Batch}{batches}: loss {Loss:G4}; {Elapsed.TotalSeconds:F1} s");
    }
}
