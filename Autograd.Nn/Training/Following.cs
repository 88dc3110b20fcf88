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
    private EpochReport? _last;

    public IProgress<TrainingProgress>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }

    public Stopwatch Clock { get; } = new();

    public TrainingEnd End { get; set; }

    /// <summary>The epoch, counted from 1.</summary>
    public int Epoch { get; private set; }

    /// <summary>How many batches of the epoch are done.</summary>
    public int Batch { get; private set; }

    public void Begin(TrainingPhase[] plan)
    {
        _epochs = (int)Math.Min(int.MaxValue, plan.Sum(phase => (long)phase.Epochs));
        _told = Stopwatch.GetTimestamp();
        Clock.Restart();
    }

    public void BeginEpoch(TrainingPhase phase)
    {
        Epoch++;
        Batch = 0;
        _batches = Batches(phase);
    }

    /// <summary>How many batches an epoch of a phase has; null where nobody knows.</summary>
    public static int? Batches(TrainingPhase phase) => phase.Batches is DataLoader loader ? loader.BatchCount
        : phase.Batches.TryGetNonEnumeratedCount(out int count) ? count : null;

    /// <summary>A batch is done.</summary>
    public void Passed(Tally tally)
    {
        Batch++;
        if (Progress is not null && Stopwatch.GetTimestamp() - _told >= s_pause)
        {
            Tell(tally.Loss);
        }
    }

    /// <summary>An epoch is done.</summary>
    public void Done(EpochReport report)
    {
        _last = report;
        if (Progress is not null && (Epoch == _epochs || Stopwatch.GetTimestamp() - _told >= s_pause))
        {
            Tell(report.Loss);
        }
    }

    private void Tell(double loss)
    {
        _told = Stopwatch.GetTimestamp();
        Progress!.Report(new(Epoch, _epochs, Batch, _batches, loss, _last, Clock.Elapsed));
    }
}
