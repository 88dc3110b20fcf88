using System.Diagnostics;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>How much of all trainings is done, some of which run side by side.</summary>
/// <param name="count">How many trainings there are.</param>
internal sealed class TrainingShare(int count)
{
    private readonly double[] _done = new double[count];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _turn = new();

    // When the first of them began.
    private TimeSpan _begun;

    /// <summary>They begin now: what was before them says nothing of how long they take.</summary>
    public void Begin() => _begun = _clock.Elapsed;

    /// <summary>One of them is done.</summary>
    public void End(int task)
    {
        lock (_turn)
        {
            _done[task] = 1;
        }
    }

    /// <summary>All of them are done, though some were not needed.</summary>
    public void Done(int networks, IProgress<TabularProgress>? progress)
    {
        lock (_turn)
        {
            progress?.Report(new("done", networks, networks, 0, 0, double.NaN, _clock.Elapsed, TimeSpan.Zero));
        }
    }

    /// <summary>Tells of one phase of one of them.</summary>
    internal sealed class Relay(TrainingShare share, IProgress<TabularProgress> progress) : IProgress<TrainingProgress>
    {
        public required int Task { get; init; }

        public required string Stage { get; init; }

        /// <summary>Which network of its kind it is, and how many there are.</summary>
        public required int Number { get; init; }

        public required int Count { get; init; }

        /// <summary>How many epochs the phases before it had, and how many all have.</summary>
        public required int Before { get; init; }

        public required int Epochs { get; init; }

        public void Report(TrainingProgress value)
        {
            lock (share._turn)
            {
                double ofEpoch = value.Batches is > 0 and var batches ? value.Batch / (double)batches : 0;
                share._done[Task] = (Before + value.Epoch - 1 + ofEpoch) / Epochs;
                TimeSpan elapsed = share._clock.Elapsed;
                double done = share._done.Sum() / share._done.Length;
                progress.Report(new(
                    Stage, Number, Count, value.Epoch, value.Epochs, value.LastEpoch?.Validation?.Loss ?? double.NaN, elapsed,
                    done > 0 ? (elapsed - share._begun) * ((1 - done) / done) : null));
            }
        }
    }
}
