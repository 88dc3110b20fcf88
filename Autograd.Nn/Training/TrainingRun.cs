using System.Diagnostics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Where a training is, beyond what its model, its optimizer and its batches remember: with all of these together it goes on as if it had
/// never stopped.
/// </summary>
internal sealed class TrainingRun
{
    private const string BatchesName = "batches.", ValidationName = "validation";

    private readonly Trainer _trainer;
    private readonly TimeSpan _before;
    private readonly double _rate;
    private readonly LoopSettings? _settings;
    private long _lastBatch;
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>A training that begins.</summary>
    public TrainingRun(Trainer trainer, TrainingPhase[] plan, IEnumerable<Batch>? validation)
    {
        (_trainer, Plan, Validation, FirstStep) = (trainer, plan, validation, trainer.Steps);
        (Watched, Best) = (NewWatched(), new(trainer.Model));
    }

    private TrainingRun(Trainer trainer, StateReader reader)
    {
        (_trainer, IsResumed) = (trainer, true);
        (Phase, PhaseEpochs) = ((int)reader.Count("phase", int.MaxValue), (int)reader.Count("phase_epochs", int.MaxValue));
        (Batch, IsTrained) = ((int)reader.Count("batch", int.MaxValue), reader.Count("is_trained", 1) == 1);
        FirstStep = reader.Count("first_step");
        double[] rates = reader.Reals("learning_rates", 2);
        if (!Array.TrueForAll(rates, rate => double.IsFinite(rate) && rate >= 0))
        {
            reader.Unfit("learning_rates", "are not finite numbers of 0 or more");
        }

        (BaseRate, _rate) = (rates[0], rates[1]);
        _settings = new(trainer, reader.Inside("settings."));
        _lastBatch = reader.Count("last_batch");
        _before = ReportColumns.Seconds(reader.Reals("seconds", 1)[0]);
        Watched = NewWatched();
        Watched.Load(reader.Reals($"watched.{Watched.Name}", 3), reader.Count("epochs_without_better", int.MaxValue));
        History = [.. ReportColumns.Read(reader.Inside("history."), trainer.Metrics)];
        Best = new(trainer.Model);
        Best.Read(reader.Inside("best."));
        if (reader.Has("tally.count"))
        {
            Tally = new(trainer.Metrics);
            Tally.Read(reader.Inside("tally."));
        }
    }

    /// <summary>A training that goes on.</summary>
    /// <param name="trainer">Whose training it is.</param>
    /// <param name="state">What <see cref="StateDict"/> gave.</param>
    /// <exception cref="ArgumentException">It is no such state, or of another model or other metrics.</exception>
    public static TrainingRun From(Trainer trainer, IReadOnlyDictionary<string, Tensor> state)
    {
        TrainingRun? run = null;
        StateReader.Load(state, nameof(Trainer), reader => run = new(trainer, reader));
        return run!;
    }

    /// <summary>The phases.</summary>
    public TrainingPhase[] Plan { get; private set; } = [];

    /// <summary>The validation data.</summary>
    public IEnumerable<Batch>? Validation { get; private set; }

    /// <summary>The phase that it is in.</summary>
    public TrainingPhase Current => Plan[Phase];

    /// <summary>Whether nothing was trained yet since it was taken up again.</summary>
    public bool IsResumed { get; set; }

    /// <summary>The phase of the plan.</summary>
    public int Phase { get; private set; }

    /// <summary>How many epochs of the phase are done.</summary>
    public int PhaseEpochs { get; private set; }

    /// <summary>How many batches of the epoch after those are done.</summary>
    public int Batch { get; set; }

    /// <summary>Whether these are all batches of the epoch: what is left of it is the validation.</summary>
    public bool IsTrained { get; set; }

    /// <summary>How many steps the trainer had made before.</summary>
    public long FirstStep { get; }

    /// <summary>The optimizer's learning rate apart from the phase's factor.</summary>
    public double BaseRate { get; set; }

    /// <summary>What the validation came to in this phase.</summary>
    public Watched Watched { get; private set; }

    /// <summary>The best weights of this phase.</summary>
    public BestWeights Best { get; private set; }

    /// <summary>The loss and metrics of the epoch that has begun.</summary>
    public Tally? Tally { get; set; }

    /// <summary>The epochs that are done.</summary>
    public List<EpochReport> History { get; } = [];

    /// <summary>How long it has taken, without what was between stopping and going on.</summary>
    public TimeSpan Elapsed => _before + Stopwatch.GetElapsedTime(_began);

    /// <summary>Whether everything is as after a whole number of batches.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>Goes on with a plan, from where its batches were.</summary>
    /// <exception cref="ArgumentException">The plan is another.</exception>
    public void TakeUp(TrainingPhase[] plan, IEnumerable<Batch>? validation,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, Tensor>> sources)
    {
        (Plan, Validation) = (plan, validation);
        if (Phase >= plan.Length)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Trainer: the checkpoint is in phase {Phase + 1}, and the plan has {plan.Length}. Go on with the plan it was made with."),
                nameof(plan));
        }

        LoadSources(sources);
    }

    /// <summary>The trainer's own state when it was saved.</summary>
    public IReadOnlyDictionary<string, Tensor> TrainerState { get; set; } = new Dictionary<string, Tensor>();

    /// <summary>What the phase changes for as long as it lasts.</summary>
    public PhaseSetting? Setting { get; set; }

    /// <summary>What the loop had set when it was saved; it may change it before it goes on.</summary>
    public void ApplySettings()
    {
        _settings!.Apply();

        // What is set anew forgets its gradient, which may be half of a step.
        _trainer.LoadState(TrainerState);
        _trainer.Optimizer.LearningRate = _rate;
    }

    /// <summary>What the phase changes for as long as it lasts, begun or gone on with.</summary>
    public PhaseSetting Begin()
    {
        double rate = _trainer.Optimizer.LearningRate;
        if (!IsResumed && !_trainer.Model.IsTraining)
        {
            _trainer.Model.Train();
        }

        _trainer.Optimizer.LearningRate = IsResumed ? BaseRate : rate;
        Setting = new PhaseSetting(_trainer, Current, IsResumed ? _settings : null);
        BaseRate = Setting.BaseRate;
        if (IsResumed)
        {
            _trainer.LoadState(TrainerState);
            _trainer.Optimizer.LearningRate = rate;
        }

        return Setting;
    }

    /// <summary>
    /// Passes over the batches of the epoch that are done, where what gives them does not remember it: they must be the same in each
    /// enumeration.
    /// </summary>
    /// <exception cref="ArgumentException">They are others than before.</exception>
    public void PassOver(IEnumerator<Batch> batches)
    {
        if (Current.Batches is IStateful || Batch == 0)
        {
            return;
        }

        for (int i = 0; i < Batch; i++)
        {
            if (!batches.MoveNext())
            {
                throw Others(FormattableString.Invariant($"of {Batch} batches that are done there are {i}"));
            }
        }

        if (Fingerprint.Of(batches.Current.Inputs, batches.Current.Targets) != _lastBatch)
        {
            throw Others(FormattableString.Invariant($"batch {Batch} of the epoch, the last that is done, holds other numbers"));
        }
    }

    /// <summary>Remembers which batch was the last.</summary>
    public void Note(Batch batch) => _lastBatch = Current.Batches is IStateful ? 0 : Fingerprint.Of(batch.Inputs, batch.Targets);

    /// <summary>Whether a state is of what gives batches.</summary>
    public static bool IsSource(string name) => name == ValidationName || name.StartsWith(BatchesName, StringComparison.Ordinal);

    /// <summary>The states of what gives the batches, by names.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, Tensor>> SourceStates() =>
        Sources().ToDictionary(source => source.Name, source => source.Part.StateDict());

    /// <summary>Returns to such states.</summary>
    public void LoadSources(IReadOnlyDictionary<string, IReadOnlyDictionary<string, Tensor>> states) =>
        Checkpoint.Load([.. Sources()], states);

    /// <summary>An epoch is done.</summary>
    public void EndEpoch(EpochReport report)
    {
        History.Add(report);
        PhaseEpochs++;
        (Batch, IsTrained, IsWhole, Tally) = (0, false, true, null);
    }

    /// <summary>A phase is done.</summary>
    public void NextPhase()
    {
        Phase++;
        PhaseEpochs = 0;
        (IsResumed, Watched, Best) = (false, NewWatched(), new(_trainer.Model));
    }

    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        Dictionary<string, Tensor> state = new()
        {
            ["phase"] = Tensor.From([(long)Phase]),
            ["phase_epochs"] = Tensor.From([(long)PhaseEpochs]),
            ["batch"] = Tensor.From([(long)Batch]),
            ["is_trained"] = Tensor.From([IsTrained ? 1L : 0]),
            ["first_step"] = Tensor.From([FirstStep]),
            ["learning_rates"] = Tensor.From([BaseRate, _trainer.Optimizer.LearningRate]),
            ["last_batch"] = Tensor.From([_lastBatch]),
            ["seconds"] = Tensor.From([Elapsed.TotalSeconds]),
            [$"watched.{Watched.Name}"] = Tensor.From(Watched.Numbers),
            ["epochs_without_better"] = Tensor.From([Watched.EpochsWithout]),
        };
        StateNames.Add(state, "history.", ReportColumns.Of(History, _trainer.Metrics));
        StateNames.Add(state, "best.", Best.StateDict());
        StateNames.Add(state, "settings.", Setting is { } setting ? LoopSettings.Of(_trainer, setting) : _settings!.StateDict());
        if (Tally is { } tally)
        {
            StateNames.Add(state, "tally.", tally.StateDict());
        }

        return state;
    }

    /// <summary>Gives back the batch that was drawn when training was to end before it.</summary>
    public void PutBack(IReadOnlyDictionary<string, IReadOnlyDictionary<string, Tensor>> states)
    {
        LoadSources(states);
        foreach ((_, IStateful source) in Sources())
        {
            (source as DataLoader)?.BeginAnew();
        }
    }

    private static ArgumentException Others(string reason) => new(
        $"Trainer: the batches are others than when the checkpoint was written: {reason}. Give the DataLoader itself, which goes on from " +
        "where it was, or batches that are the same in each enumeration.");

    private IEnumerable<(string Name, IStateful Part)> Sources()
    {
        for (int i = 0; i < Plan.Length; i++)
        {
            if (Plan[i].Batches is IStateful source)
            {
                yield return (FormattableString.Invariant($"{BatchesName}{i}"), source);
            }
        }

        if (Validation is IStateful validation)
        {
            yield return (ValidationName, validation);
        }
    }

    private Watched NewWatched() => new(_trainer.EarlyStopping ?? new(int.MaxValue));
}
