namespace Autograd.Nn;

/// <summary>What became of one option of a <see cref="Sweep"/>.</summary>
public sealed class SweepRow<TOption, TResult>
{
    private readonly TResult _result;

    internal SweepRow(TOption option, TResult result, bool hasResult, bool isDone, Exception? error, TimeSpan elapsed)
    {
        (Option, _result, HasResult, IsDone, Error, Elapsed) = (option, result, hasResult, isDone, error, elapsed);
    }

    /// <summary>The option.</summary>
    public TOption Option { get; }

    /// <summary>
    /// The result. That of an option that was cancelled may be one that came too early: see <see cref="IsDone"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none: it failed, or was cancelled before.</exception>
    public TResult Result => HasResult ? _result : throw new InvalidOperationException(
        $"Sweep: there is no result of {SweepText.Cell(Option)}, " + (Error is null
            ? "which was cancelled. Ask IsDone first."
            : $"which failed: {Error.Message} Ask IsDone first."), Error);

    /// <summary>
    /// Whether it was done whole: it gave a result, and nothing had been cancelled by then. What was cancelled is neither done nor failed.
    /// </summary>
    public bool IsDone { get; }

    /// <summary>What it failed with; null where it did not.</summary>
    public Exception? Error { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Option and result in a line.</summary>
    public override string ToString() => $"{SweepText.Cell(Option)}: {Outcome}";

    internal bool HasResult { get; }

    /// <summary>The result, or why there is none.</summary>
    internal string Outcome => Error is not null ? $"failed: {SweepText.Cell(Error.Message)}"
        : !HasResult ? "cancelled"
        : SweepText.Cell(_result) + (IsDone ? "" : ", cancelled");
}
