using System.Diagnostics;

namespace Autograd.Nn;

/// <summary>Where a run of epochs is, whom it tells, and why it ended.</summary>
internal sealed class Following
{
    private const int PerSecond = 10;
    private static readonly long s_pause = Stopwatch.Frequency / PerSecond;

    private long _told;
    private int _epochs;
    private int? _batches;
    private TrainingRun? _run;

    public IProgress<TrainingProgress>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }

    public TrainingEnd End { get; set; }

    public void Begin(TrainingRun run)
    {
        _run = run;
        _epochs = (int)Math.Min(int.MaxValue, run.Plan.Sum(phase => (long)phase.Epochs));
        _told = Stopwatch.GetTimestamp();
    }

    public void BeginEpoch(TrainingPhase phase) => _batches = Batches(phase);

    /// <summary>How many batches an epoch of a phase has; null where nobody knows.</summary>
    public static int? Batches(TrainingPhase phase) => phase.Batches is DataLoader loader ? loader.BatchCount
        : phase.Batches.TryGetNonEnumeratedCount(out int count) ? count : null;

    /// <summary>A batch is done.</summary>
    public void Passed(Tally tally)
    {
        if (Progress is not null && Stopwatch.GetTimestamp() - _told >= s_pause)
        {
            Tell(tally.Loss, _run!.History.Count + 1, _run.History.LastOrDefault());
        }
    }

    /// <summary>An epoch is done.</summary>
    public void Done(EpochReport report)
    {
        if (Progress is not null && (report.Epoch == _epochs || Stopwatch.GetTimestamp() - _told >= s_pause))
        {
            Tell(report.Loss, report.Epoch, report);
        }
    }

    /// <summary>What the training came to.</summary>
    public TrainingResult Result(Trainer trainer) =>
        new(End, [.. _run!.History], trainer.Steps - _run.FirstStep, _run.Elapsed) { CheckpointError = trainer.CheckpointError };

    private void Tell(double loss, int epoch, EpochReport? last)
    {
        _told = Stopwatch.GetTimestamp();
        Progress!.Report(new(epoch, _epochs, _run!.Batch, _batches, loss, last, _run.Elapsed));
    }
}
