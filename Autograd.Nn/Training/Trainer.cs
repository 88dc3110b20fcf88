using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Trains a network epoch by epoch. It is a loop over public pieces, each of which works without it: what it does not do is done by pulling
/// <see cref="Epochs(IEnumerable{Batch}, IEnumerable{Batch}, CancellationToken)"/> and acting in between, or by a loop of one's own around
/// <see cref="Step(Batch)"/>.
/// </summary>
/// <remarks>
/// With validation data the best weights come back however the training ends: by its end, <c>break</c>, cancelling or an exception;
/// without, the last ones stay. Best is what <see cref="EarlyStopping"/> watches, the loss on the validation data by default.
/// The network is in training while it is trained (<see cref="Module.IsTraining"/>), and in use during evaluation.
/// </remarks>
/// <example><code>
/// var trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters())) { EarlyStopping = new(patience: 10) };
/// TrainingResult result = trainer.Fit(train, validation, epochs: 100);
/// </code></example>
public sealed partial class Trainer : IStateful
{
    private const string GradientPrefix = "gradient.";

    private readonly Func<Batch, Tensor> _predict;
    private readonly Func<Tensor, Tensor, Tensor> _loss;
    private readonly Loss? _lossModule;
    private readonly bool _isSum;
    private int _accumulated;
    private long _samples;

    /// <summary>A trainer of a network that maps one tensor to one tensor.</summary>
    /// <param name="model">The network.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="optimizer">What changes the parameters.</param>
    /// <exception cref="ArgumentException">The loss is not reduced to one number, or the optimizer is of another model.</exception>
    public Trainer(Layer model, Loss loss, Optimizer optimizer)
        : this(model, Forward(model), Reduced(loss), optimizer) => (_lossModule, _isSum) = (loss, loss.Reduction == Reduction.Sum);

    /// <summary>A trainer of any module, such as one with several inputs, with any loss.</summary>
    /// <param name="model">The module.</param>
    /// <param name="predict">What the module answers to a batch.</param>
    /// <param name="loss">Of the answer and the batch's targets, the number [] to be made small, a mean over the samples.</param>
    /// <param name="optimizer">What changes the parameters.</param>
    /// <exception cref="ArgumentException">The optimizer is of another model.</exception>
    public Trainer(Module model, Func<Batch, Tensor> predict, Func<Tensor, Tensor, Tensor> loss, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(predict);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        HashSet<ModulePart> parts = [.. model.WithParts()];
        if (!optimizer.Groups.SelectMany(group => group.Parameters).Any(parts.Contains))
        {
            throw new ArgumentException(
                "Trainer: no parameter of the optimizer is part of the model, which would learn nothing. Make the optimizer of " +
                "model.Parameters().", nameof(optimizer));
        }

        (Model, Optimizer, _predict, _loss) = (model, optimizer, predict, loss);
    }

    /// <summary>What is trained.</summary>
    public Module Model { get; }

    /// <summary>What changes the parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The learning rate by the number of <see cref="Steps"/>; by default the optimizer's stays as it is.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>
    /// Lowers the learning rate when the validation loss, or what <see cref="EarlyStopping"/> watches, no longer gets better.
    /// </summary>
    public ReduceOnPlateau? Plateau { get; init; }

    /// <summary>
    /// The largest norm of all gradients together, <see cref="GradientClipping.ByNorm(Optimizer, double, NonFiniteGradients, double)"/>;
    /// none by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The norm is negative or NaN.</exception>
    public double? ClipNorm
    {
        get;
        init => field = value is { } norm ? Expect.That(norm >= 0, norm, nameof(Trainer), "a number of 0 or more", nameof(ClipNorm)) : null;
    }

    /// <summary>
    /// What a gradient or a loss that is not finite is: an error, or a step that is skipped and counted
    /// (<see cref="Optimizer.SkippedSteps"/>), whose batch is left out of the epoch's loss and metrics.
    /// </summary>
    public NonFiniteGradients NonFinite { get; init => field = Expect.Member(value, nameof(Trainer), nameof(NonFinite)); }

    /// <summary>
    /// Whether training stops at the first number that is not finite, and names the op, its module, file and line
    /// (<see cref="Tape(bool, string, int)"/>); it takes a multiple of the time.
    /// </summary>
    public bool Guard { get; init; }

    /// <summary>
    /// After how many batches a step is made, of all their samples: as with batches so many times as large, in the memory of one. The last
    /// step of an epoch is made of what is left.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int BatchesPerStep { get; init => field = Expect.AtLeast(1, value, nameof(Trainer), nameof(BatchesPerStep)); } = 1;

    /// <summary>
    /// Splits each step over the processors, to bits that depend on the number of its chunks and not on that of the threads; by default the
    /// ops of a step share them. It is of this model and optimizer.
    /// </summary>
    /// <exception cref="ArgumentException">It is of another model or optimizer.</exception>
    /// <example><code>
    /// var trainer = new Trainer(model, loss, optimizer) { Parallel = new(model, optimizer) };
    /// </code></example>
    public DataParallel? Parallel
    {
        get;
        init => field = value is null || (value.Model == Model && value.Optimizer == Optimizer) ? value : throw new ArgumentException(
            "Trainer: Parallel is of another model or optimizer than the trainer; expected new DataParallel(model, optimizer) of these.",
            nameof(value));
    }

    /// <summary>When to stop, and what is best; by default training goes on, and the best has the least validation loss.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>What is measured besides the loss, on the batches of training as they come by and on the validation data.</summary>
    public IReadOnlyList<Metric> Metrics { get; init => field = [.. value]; } = [];

    /// <summary>How many steps the optimizer has made here; what <see cref="Schedule"/> is asked for.</summary>
    public long Steps { get; private set; }

    /// <summary>
    /// What it remembers beyond model, optimizer and loader, which have states of their own: the steps, by which the schedule goes on, and
    /// the gradients of batches whose step is still to come (<see cref="BatchesPerStep"/>). Where a training is within an epoch, and what
    /// early stopping has seen, is in its checkpoints (<see cref="CheckpointTo"/>).
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        Dictionary<string, Tensor> state = new() { ["steps"] = Tensor.From([Steps]) };
        if (_accumulated > 0)
        {
            (state["accumulated_batches"], state["accumulated_samples"]) = (Tensor.From([(long)_accumulated]), Tensor.From([_samples]));
            foreach (NamedPart named in Model.NamedParts())
            {
                if (named.Part is Parameter { Grad: { } gradient })
                {
                    state[GradientPrefix + named.FileName] = gradient.Detach();
                }
            }
        }

        return state;
    }

    /// <summary>Takes over what <see cref="StateDict"/> gave.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">It is not such a state; nothing was changed.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => StateReader.Load(state, nameof(Trainer), reader =>
    {
        long steps = reader.Count("steps");
        bool hasGradients = reader.Has("accumulated_batches");
        int batches = hasGradients ? (int)reader.Count("accumulated_batches", BatchesPerStep - 1) : 0;
        long samples = hasGradients ? reader.Count("accumulated_samples") : 0;
        reader.Then(() =>
        {
            (Steps, _accumulated, _samples) = (steps, batches, samples);
            Optimizer.ZeroGrad();
        });
        foreach (NamedPart named in Model.NamedParts())
        {
            if (named.Part is Parameter parameter
                && reader.Find(GradientPrefix + named.FileName, parameter.DType, parameter.Shape, isNeeded: false) is { } gradient)
            {
                reader.Then(() => parameter.Value.AccumulateGrad(gradient));
            }
        }
    });

    /// <summary>
    /// Trains by one batch: the gradient of its loss, and, with every <see cref="BatchesPerStep"/>th, a step of the optimizer.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <returns>Its loss, before the step.</returns>
    /// <exception cref="NotFiniteNumberException">The loss is not finite; no parameter was changed.</exception>
    /// <exception cref="InvalidOperationException">A gradient is not finite, where gradients are clipped.</exception>
    public double Step(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_run is null)
        {
            Parallel?.ExpectSame(batch, _lossModule);
        }

        return Step(batch, null, 1);
    }

    /// <summary>
    /// The loss and the metrics over batches, with the network in use: nothing is random, and nothing changed. Several processes share the
    /// batches, so that all must call it.
    /// </summary>
    /// <param name="batches">The batches, such as a <see cref="DataLoader"/>.</param>
    /// <exception cref="ArgumentException">There is no batch, or an empty one.</exception>
    public Evaluation Evaluate(IEnumerable<Batch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        using var mode = new EvaluationMode(Model);
        var tally = new Tally(Metrics);
        if (Exchange is { } exchange)
        {
            EvaluateTogether(batches, tally, exchange);
            return tally.Count > 0 ? tally.Result() : throw NoBatch(nameof(batches));
        }

        foreach (Batch batch in batches)
        {
            // No tape records it.
            using var tape = new Tape();
            using TapePause pause = tape.Pause();
            Tensor answer = _predict(batch);
            tally.Add(_loss(answer, batch.Targets).Item(), answer, batch, _isSum);
        }

        return tally.Count > 0 ? tally.Result() : throw NoBatch(nameof(batches));
    }

    /// <summary>What the network, in use, answers to batches.</summary>
    /// <param name="batches">The batches, in order.</param>
    /// <returns>The answers, along the first axis; they belong to the caller.</returns>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    public Tensor Predict(IEnumerable<Batch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return Prediction.Predict(Model, batches, _predict);
    }

    private static Func<Batch, Tensor> Forward(Layer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return batch => model.Forward(batch.Inputs);
    }

    private static Func<Tensor, Tensor, Tensor> Reduced(Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss.Reduction != Reduction.None ? loss.Forward : throw new ArgumentException(
            $"Trainer: {loss.GetType().Name} has the reduction None and gives a loss for each sample; expected Mean or Sum, one number " +
            "that can be made small.", nameof(loss));
    }
}
