using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class Trainer
{
    private const string RunName = "run";

    private CheckpointFolder? _checkpoints;
    private (TrainingRun Run, Dictionary<string, IReadOnlyDictionary<string, Tensor>> Sources)? _resumed;

    /// <summary>Strings of your own that every checkpoint holds, and that <see cref="Resume"/> brings back.</summary>
    public IDictionary<string, string> Notes { get; } = new Dictionary<string, string>();

    /// <summary>
    /// The epochs of the training that runs or ran last, with those before <see cref="Resume"/>: a loop that pulls epochs gets only those
    /// that are left.
    /// </summary>
    public IReadOnlyList<EpochReport> History { get; private set; } = [];

    /// <summary>Whatever else a checkpoint is to hold, by names: an average of the weights, a plateau of your own.</summary>
    public IReadOnlyList<(string Name, IStateful Part)> AlsoSaved { get; init => field = [.. value]; } = [];

    /// <summary>
    /// Why the last checkpoint could not be written, as where the disk is full; null where it was. Training goes on all the same, the
    /// checkpoints before stay, and the next one is tried when it is due.
    /// </summary>
    public string? CheckpointError => _checkpoints?.Error;

    /// <summary>
    /// From now on <see cref="Fit(IEnumerable{Batch}, IEnumerable{Batch}, int, IProgress{TrainingProgress}, CancellationToken)"/> and
    /// <see cref="Epochs(IEnumerable{Batch}, IEnumerable{Batch})"/> write checkpoints to a folder, from which <see cref="Resume"/> goes
    /// on: at intervals, and in the end, except that of an error. Each is written beside the ones before, and on the disk before it gets
    /// its name.
    /// </summary>
    /// <param name="folder">
    /// The folder, made where it is not there. It belongs to one training at a time, and one that has not resumed from it must find it
    /// without checkpoints.
    /// </param>
    /// <param name="every">
    /// How much time passes between them; a minute where neither this nor <paramref name="everyBatches"/> is given.
    /// </param>
    /// <param name="everyBatches">After how many batches there is one.</param>
    /// <param name="keep">How many are kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1, or the time negative.</exception>
    public void CheckpointTo(string folder, TimeSpan? every = null, int? everyBatches = null, int keep = 3)
    {
        if (every is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(every));
        }

        _checkpoints = new(
            folder, every ?? (everyBatches is null ? TimeSpan.FromMinutes(1) : null),
            everyBatches is { } batches ? Expect.AtLeast(1, batches, nameof(CheckpointTo), nameof(everyBatches)) : null,
            Expect.AtLeast(1, keep, nameof(CheckpointTo)));
    }

    /// <summary>
    /// Goes on from a checkpoint: model and optimizer are as they were, and the next <see cref="Fit(IEnumerable{Batch},
    /// IEnumerable{Batch}, int, IProgress{TrainingProgress}, CancellationToken)"/> or <see cref="Epochs(IEnumerable{Batch},
    /// IEnumerable{Batch})"/>, with the same data and plan, continues the training within the epoch and batch, to the bits of one that
    /// never stopped. Its epochs are counted from the first.
    /// </summary>
    /// <remarks>
    /// Batches that are <see cref="IStateful"/>, such as a <see cref="DataLoader"/>, go on from where they were; of others, which must be
    /// the same in each enumeration, as many are passed over.
    /// </remarks>
    /// <param name="path">A folder of checkpoints, of which the newest is taken, or a checkpoint.</param>
    /// <returns>What the checkpoint tells; null where the folder has none yet, and training begins.</returns>
    /// <exception cref="ArgumentException">It is of another model, optimizer or trainer; nothing was changed.</exception>
    /// <exception cref="TensorFileException">It is no checkpoint, or damaged; nothing was changed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Checkpoint? Resume(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string folder = File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
        if ((File.Exists(path) ? path : CheckpointFolder.Newest(path)) is not { } file)
        {
            return null;
        }

        var checkpoint = Checkpoint.Read(file);
        Dictionary<string, IReadOnlyDictionary<string, Tensor>> own = [], sources = [];
        HashSet<string> names = [.. Parts().Select(part => part.Name)];
        TrainingRun? run = null;
        foreach ((string name, IReadOnlyDictionary<string, Tensor> state) in checkpoint.States)
        {
            if (name == RunName)
            {
                run = TrainingRun.From(this, state);
            }
            else
            {
                (TrainingRun.IsSource(name) && !names.Contains(name) ? sources : own).Add(name, state);
            }
        }

        checkpoint.Load(Model, Parts(), own);
        _resumed = run is null ? null : (run, sources);
        History = run?.History.AsReadOnly() ?? [];
        if (run is not null)
        {
            Optimizer.LearningRate = run.BaseRate;
        }

        _checkpoints?.TakeOver(folder);
        Notes.Clear();
        foreach ((string name, string note) in checkpoint.Notes)
        {
            Notes[name] = note;
        }

        return checkpoint;
    }

    /// <summary>
    /// Writes a checkpoint now: between two epochs of <see cref="Epochs(IEnumerable{Batch}, IEnumerable{Batch})"/>, or where nothing is
    /// being trained.
    /// </summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <exception cref="InvalidOperationException">It is called within an epoch.</exception>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void SaveCheckpoint(string path)
    {
        if (_run is { IsWhole: false })
        {
            throw new InvalidOperationException(
                "Trainer: SaveCheckpoint was called within an epoch. Call it between two, or let CheckpointTo write them.");
        }

        Save(path, _run, _run?.SourceStates() ?? []);
    }

    private void Save(string path, TrainingRun? run, Dictionary<string, IReadOnlyDictionary<string, Tensor>> sources)
    {
        Dictionary<string, IReadOnlyDictionary<string, Tensor>> states = new(sources);
        foreach ((string name, IStateful part) in Parts())
        {
            states.Add(name, part.StateDict());
        }

        if (run is not null)
        {
            states.Add(RunName, run.StateDict());
        }

        Checkpoint.Save(path, Model, states, Notes.AsReadOnly());
    }

    private List<(string Name, IStateful Part)> Parts()
    {
        List<(string Name, IStateful Part)> parts = [("optimizer", Optimizer), ("trainer", this)];
        if (Plateau is { } plateau)
        {
            parts.Add(("plateau", plateau));
        }

        parts.AddRange(AlsoSaved);
        return parts;
    }

    private TrainingRun? TakeUp(TrainingPhase[] plan, IEnumerable<Batch>? validation)
    {
        if (_resumed is not { } resumed)
        {
            return null;
        }

        resumed.Run.TakeUp(plan, validation, resumed.Sources);
        _resumed = null;
        return resumed.Run;
    }
}
