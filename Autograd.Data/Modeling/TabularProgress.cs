namespace Autograd.Data;

/// <summary>How far a training of networks for a table has come.</summary>
/// <param name="Stage">
/// What is done: "trial" while sizes are tried; then "training" or "balanced batches", and "actual frequencies"; at last "done".
/// </param>
/// <param name="Network">Which network of this stage, from 1.</param>
/// <param name="Networks">How many there are in all.</param>
/// <param name="Epoch">Which epoch, from 1; 0 when all is done.</param>
/// <param name="Epochs">How many it takes at most; a trial may stop earlier.</param>
/// <param name="Validation">
/// The loss on the validation rows; NaN before the first epoch of a trial has ended, and after the trials, for then these rows teach, too.
/// </param>
/// <param name="Elapsed">The time since training began.</param>
/// <param name="Left">How long it takes from now on at most, by what it took up to now; null while that cannot be said.</param>
public sealed record TabularProgress(
    string Stage, int Network, int Networks, int Epoch, int Epochs, double Validation, TimeSpan Elapsed, TimeSpan? Left)
{
    /// <summary>How far it has come, in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"network {Network} of {Networks}, {Stage}{(Epoch > 0 ? FormattableString.Invariant($", epoch {Epoch} of {Epochs}") : "")}")
        + (double.IsNaN(Validation) ? "" : FormattableString.Invariant($": validation {Validation:G4}"))
        + FormattableString.Invariant($"; {Elapsed.TotalSeconds:F1} s");
}
