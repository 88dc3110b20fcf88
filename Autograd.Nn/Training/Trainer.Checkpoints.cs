using System.Globalization;
using Autograd.Core;

namespace Autograd.Nn;

public sealed partial class Trainer
{
    private const string RunName = "run", OptimizerName = "optimizer", TrainerName = "trainer", PlateauName = "plateau", LossName = "loss";
    private static readonly string[] s_own = [RunName, OptimizerName, TrainerName, PlateauName, LossName];

    private CheckpointFolder? _checkpoints;
    private (TrainingRun Run, Dictionary<string, IReadOnlyDictionary<string, Tensor>> Sources, string Path)? _resumed;
    private string? _resumedFolder;

    /// <summary>Strings of your own that every checkpoint holds, and that <see cref="Resume"/> brings back.</summary>
    public IDictionary<string, string> Notes { get; } = new Dictionary<string, string>();

    /// <summary>
    /// The epochs of the training that runs or ran last, with those before <see cref="Resume"/>: a loop that pulls epochs gets only those
    /// that are left.
    /// </summary>
    public IReadOnlyList<EpochReport> History { get; private set; } = [];

    /// <summary>
    /// Whatever else a checkpoint is to hold, by names: an average of the weights, a plateau of your own, a module that is trained besides
    /// the model.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A name is empty, has a slash in it, occurs twice or is one of the trainer's own; or a part is null.
    /// </exception>
    public IReadOnlyList<(string Name, IStateful Part)> AlsoSaved
    {
        get;
        init
        {
            Checkpoint.Expect(value);
            foreach ((string name, _) in value)
            {
                if (s_own.Contains(name) || TrainingRun.IsSource(name))
                {
                    throw new ArgumentException(
                        $"Trainer: AlsoSaved has the name '{name}', which is the trainer's own; choose another.", nameof(value));
                }
            }

            field = [.. value];
        }
    } = [];

    /// <summary>
    /// Why the last checkpoint could not be written, as where the disk is full; null where it was. Training goes on all the same, the
    /// checkpoints before stay, and the next one is tried when it is due.
    /// </summary>
    public string? CheckpointError => _checkpoints?.Error;

    /// <summary>
    /// From now on <see cref="Fit(IEnumerable{Batch}, IEnumerable{Batch}, int, IProgress{TrainingProgress}, CancellationToken)"/> and
    /// <see cref="Epochs(IEnumerable{Batch}, IEnumerable{Batch}, CancellationToken)"/> write checkpoints to a folder, from which
    /// <see cref="Resume"/> goes on: at intervals, and in the end, except that of an error. Each is written beside the ones before, and on
    /// the disk before it gets its name.
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
        ExpectNothingRuns(nameof(CheckpointTo));
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
    /// IEnumerable{Batch}, CancellationToken)"/>, with the same data and plan, continues the training within the epoch and batch, to the
    /// bits of one that never stopped. Its epochs are counted from the first.
    /// </summary>
    /// <remarks>
    /// Batches that are <see cref="IStateful"/>, such as a <see cref="DataLoader"/>, go on from where they were; of others, which must be
    /// the same in each enumeration, as many are passed over.
    /// </remarks>
    /// <param name="path">A folder of checkpoints, of which the newest is taken, or a checkpoint.</param>
    /// <returns>What the checkpoint tells; null where the folder has none yet, and training begins.</returns>
    /// <exception cref="TensorFileException">
    /// It is no checkpoint, damaged, or of another model, optimizer or trainer; nothing was changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">The optimizer trains what no checkpoint holds.</exception>
    /// <exception cref="IOException">It cannot be read; a checkpoint that is named is not there.</exception>
    public Checkpoint? Resume(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ExpectNothingRuns(nameof(Resume));
        ExpectAllSaved(nameof(Resume));
        bool isFile = File.Exists(path);
        if (!isFile && Path.GetExtension(path) == CheckpointFolder.Extension)
        {
            throw new FileNotFoundException($"Resume: there is no checkpoint '{path}'.", path);
        }

        if ((isFile ? path : CheckpointFolder.Newest(path)) is not { } file)
        {
            return null;
        }

        Checkpoint checkpoint = isFile ? Checkpoint.Read(file) : CheckpointFolder.Read(file);
        Dictionary<string, IReadOnlyDictionary<string, Tensor>> own = [], sources = [];
        foreach ((string name, IReadOnlyDictionary<string, Tensor> state) in checkpoint.States)
        {
            (TrainingRun.IsSource(name) ? sources : own).Add(name, state);
        }

        TrainingRun? run = null;
        Checkpoint.Telling(file, () =>
        {
            run = own.Remove(RunName, out IReadOnlyDictionary<string, Tensor>? state) ? TrainingRun.From(this, state) : null;
            checkpoint.Load(Model, Parts(), own);
        });
        if (run is not null)
        {
            run.TrainerState = own[TrainerName];
            run.ApplySettings();
        }

        checkpoint.Compare(Settings());
        _resumed = run is null ? null : (run, sources, file);
        _resumedFolder = isFile ? Path.GetDirectoryName(Path.GetFullPath(path)) : path;
        History = run?.History.AsReadOnly() ?? [];
        foreach ((string name, string note) in checkpoint.Notes)
        {
            Notes[name] = note;
        }

        return checkpoint;
    }

    /// <summary>
    /// Writes a checkpoint now: between two epochs of
    /// <see cref="Epochs(IEnumerable{Batch}, IEnumerable{Batch}, CancellationToken)"/>, which go on from there; or where
    /// nothing is being trained, and then a training that resumes from it begins with what there is. Of several processes the first writes.
    /// </summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <exception cref="InvalidOperationException">
    /// It is called within an epoch, or the optimizer trains what would not be in it.
    /// </exception>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void SaveCheckpoint(string path)
    {
        ExpectAllSaved(nameof(SaveCheckpoint));
        if (_run is { IsWhole: false })
        {
            throw new InvalidOperationException(
                "Trainer: SaveCheckpoint was called within an epoch. Call it between two, or let CheckpointTo write them.");
        }

        if (IsSecondary)
        {
            return;
        }

        if (_run is null && _resumed is { } resumed)
        {
            Save(path, resumed.Run, resumed.Sources);
        }
        else
        {
            Save(path, _run, _run?.SourceStates() ?? []);
        }
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

        Checkpoint.Save(path, Model, states, Notes.AsReadOnly(), settings: Settings());
    }

    // What a checkpoint does not bring back, for it is the program's.
    private Dictionary<string, string> Settings() => new()
    {
        ["the optimizer"] = Optimizer.GetType().Name,
        ["the loss"] = _lossModule?.GetType().Name ?? "a function",
        [nameof(Schedule)] = Schedule?.GetType().Name ?? "none",
        [nameof(ClipNorm)] = ClipNorm?.ToString("R", CultureInfo.InvariantCulture) ?? "none",
        [nameof(NonFinite)] = NonFinite.ToString(),
        [nameof(BatchesPerStep)] = BatchesPerStep.ToString(CultureInfo.InvariantCulture),
        [nameof(Parallel)] = Parallel?.Chunked ?? "none",
        [nameof(EarlyStopping)] = EarlyStopping is { } stopping
            ? FormattableString.Invariant($"patience {stopping.Patience}, improvement {stopping.MinimumImprovement}") : "none",
        [nameof(Optimizer.WeightDecay)] = Optimizer.WeightDecay.ToString("R", CultureInfo.InvariantCulture),
    };

    private List<(string Name, IStateful Part)> Parts()
    {
        List<(string Name, IStateful Part)> parts = [(OptimizerName, Optimizer), (TrainerName, this)];
        if (Plateau is { } plateau)
        {
            parts.Add((PlateauName, plateau));
        }

        if (_lossModule is { } loss && loss.StateDict(withRandomStreams: true).Count > 0)
        {
            parts.Add((LossName, loss));
        }

        parts.AddRange(AlsoSaved);
        return parts;
    }

    private CheckpointFolder.Writing? Opened()
    {
        if (_checkpoints is null)
        {
            return null;
        }

        // Not a minute later, by the first checkpoint within an epoch.
        ExpectAllSaved(nameof(CheckpointTo));
        foreach (Metric metric in Metrics)
        {
            metric.Start().StateDict();
        }

        return IsSecondary ? null : _checkpoints.Open(_resumedFolder);
    }

    private void ExpectNothingRuns(string method)
    {
        if (_run is not null)
        {
            throw new InvalidOperationException($"Trainer: {method} was called while the trainer trains. Call it before.");
        }
    }

    private void ExpectAllSaved(string method)
    {
        HashSet<ModulePart> saved = [.. Model.WithParts(), .. _lossModule?.WithParts() ?? []];
        saved.UnionWith(AlsoSaved.Select(also => also.Part).OfType<Module>().SelectMany(module => module.WithParts()));
        foreach (Parameter parameter in Optimizer.Groups.SelectMany(group => group.Parameters))
        {
            if (!saved.Contains(parameter))
            {
                throw new InvalidOperationException(
                    $"Trainer.{method}: the optimizer trains {parameter.Title}, which is no part of the model, so that no checkpoint " +
                    "would hold it. Make it part of the model, or give the module that has it to AlsoSaved.");
            }
        }
    }

    private TrainingRun? TakeUp(TrainingPhase[] plan, IEnumerable<Batch>? validation)
    {
        if (_resumed is not { } resumed)
        {
            return null;
        }

        Checkpoint.Telling(resumed.Path, () => resumed.Run.TakeUp(plan, validation, resumed.Sources));
        _resumed = null;
        return resumed.Run;
    }
}
