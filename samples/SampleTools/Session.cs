using System.Runtime.InteropServices;
using Autograd.Nn;

namespace SampleTools;

/// <summary>
/// A run of a sample: where its training is kept (<c>--checkpoint</c>), whether it goes on from there (<c>--resume</c>), and whether it is
/// to stop (Ctrl-C).
/// </summary>
/// <param name="folder">The folder of the checkpoints; null where none are written.</param>
/// <param name="isResumed">Whether to go on from what is there.</param>
public sealed class Session(string? folder = null, bool isResumed = false) : IDisposable
{
    /// <summary>After how many steps a session stops as by Ctrl-C, for tests; 0 for never.</summary>
    internal static readonly AsyncLocal<long> StopsAfter = new();

    private readonly long _stopsAfter = StopsAfter.Value;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _signals = [];
    private readonly List<Func<string?>> _errors = [];
    private FileStream? _hold;
    private long _steps;

    /// <summary>Cancelled when the user wants the program to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Whether training goes on from a checkpoint where there is one.</summary>
    public bool IsResumed => isResumed;

    /// <summary>Whether checkpoints are written.</summary>
    public bool IsKept => folder is not null;

    /// <summary>How many training steps this run has made.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>What is different here from where the checkpoint was written, so that bits will be; null where nothing is.</summary>
    public string? Warning { get; private set; }

    /// <summary>Why the last checkpoint of some training could not be written; null where all were.</summary>
    public string? Error => _errors.Select(of => of()).FirstOrDefault(error => error is not null);

    /// <summary>Keeps a training: it writes checkpoints from now on, and goes on from the last one where it is to.</summary>
    /// <param name="trainer">The training, which has not begun.</param>
    /// <param name="part">Which training of the sample it is, where there are several: each has a folder of its own.</param>
    /// <param name="stepped">Called for each step that was made before.</param>
    public void Keep(Trainer trainer, string part = "", Action? stepped = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (folder is null)
        {
            return;
        }

        string own = Path.Combine(folder, part);
        trainer.CheckpointTo(own);
        Checkpoint? resumed = isResumed ? trainer.Resume(own) : null;
        for (long step = 0; stepped is not null && step < trainer.Steps; step++)
        {
            stepped();
        }

        Note(resumed, () => trainer.CheckpointError);
    }

    /// <summary>Keeps a loop of the sample's own: its parts are as they were when it stopped, where it is to go on.</summary>
    /// <param name="name">Which loop of the sample it is.</param>
    /// <param name="model">The model.</param>
    /// <param name="parts">Whatever else remembers something, by names.</param>
    /// <exception cref="SampleException">Another run keeps its loops in the same folder.</exception>
    public KeptLoop Keep(string name, Module model, params (string Name, IStateful Part)[] parts)
    {
        Hold();
        var loop = new KeptLoop(this, folder is null ? null : Path.Combine(folder, $"{name}.safetensors"), model, parts);
        Note(loop.Begin(), () => loop.Error);
        return loop;
    }

    /// <summary>The batches of a training, each a step of it: so the first one and their number are known.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="stepped">Called after each step.</param>
    /// <param name="count">How many there are, where neither a loader nor a list says it.</param>
    public IEnumerable<Batch> Follow(IEnumerable<Batch> batches, Action? stepped = null, int? count = null) =>
        new FollowedBatches(batches, count ?? (batches as DataLoader)?.BatchCount ?? batches.Count(), () =>
        {
            Stepped();
            stepped?.Invoke();
        });

    /// <summary>Says that a training step is done.</summary>
    public void Stepped()
    {
        FirstStep.Done();
        if (Interlocked.Increment(ref _steps) == _stopsAfter)
        {
            _stop.Cancel();
        }
    }

    /// <summary>
    /// From now on Ctrl-C and the system's request to end stop the session; the second one ends the process at once, as usual.
    /// </summary>
    internal void HeedSignals()
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = !_stop.IsCancellationRequested;
                _stop.Cancel();
            }));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hold?.Dispose();
        _signals.ForEach(signal => signal.Dispose());
        _stop.Dispose();
    }

    // Two runs would write over each other's loops; a trainer holds its folder by itself, in the same way.
    private void Hold()
    {
        lock (_errors)
        {
            if (folder is null || _hold is not null)
            {
                return;
            }

            Directory.CreateDirectory(folder);
            try
            {
                _hold = new(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error)
            {
                throw new SampleException(
                    $"--checkpoint: '{folder}' cannot be had ({error.Message}); where another run keeps its training there, give each " +
                    "a folder of its own");
            }
        }
    }

    private void Note(Checkpoint? resumed, Func<string?> error)
    {
        lock (_errors)
        {
            Warning ??= resumed?.Warning;
            _errors.Add(error);
        }
    }
}
