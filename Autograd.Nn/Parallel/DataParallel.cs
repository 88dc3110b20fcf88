using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Splits a training step over the processors: the batch is cut into a stated number of chunks, each goes forward and back on one thread,
/// on a tape and into gradients of its own, the gradients are added up in a fixed order, and one step of the optimizer follows. The bits
/// depend on the number of chunks and on nothing else: any number of threads gives the same.
/// </summary>
/// <remarks>
/// It pays from some hundred thousand multiply-adds a step on (docs/parallel.md has a table); below that, leave it. The loss is that of the
/// whole batch: a loss says what its mean divides by (<see cref="Loss.Divisor"/>), or <see cref="Divisor"/> does. Chunks run side by side:
/// what a model does in its Forward must write to nothing that they share, and draw from <see cref="RandomStream"/>s.
/// </remarks>
/// <example><code>
/// var trainer = new Trainer(model, loss, optimizer) { Parallel = new(model, optimizer) };
/// </code></example>
public sealed partial class DataParallel
{
    /// <summary>How many chunks there are unless it is stated.</summary>
    public const int DefaultChunks = 2;

    private const int MostChunks = 1 << 10;

    private readonly ChunkExchange? _exchange;
    private readonly Chunk[] _chunks;
    private readonly Tensor[] _sums;
    private readonly ChunkLoss[] _losses;
    private readonly ParallelParts _parts;
    private readonly bool _isOfWorld;
    private Func<Batch, Tensor>? _forward;
    private double _scale, _factor;

    /// <summary>Splits the steps of an optimizer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="optimizer">What changes its parameters; its parameters are those that get gradients.</param>
    /// <param name="chunks">
    /// How many chunks a batch is cut into, a power of two: as many as there are processors, or a multiple. A training that is to go on
    /// elsewhere to the same bits goes on with the same number.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The number of chunks is no power of two from 1 to 1024, or the optimizer is of another model.
    /// </exception>
    public DataParallel(Module model, Optimizer optimizer, int chunks = DefaultChunks)
        : this(model, optimizer, chunks, null)
    {
    }

    /// <summary>The same, together with other processes.</summary>
    internal DataParallel(Module model, Optimizer optimizer, int chunks, ChunkExchange? exchange, bool isOfWorld = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        Expect.That(chunks is > 0 and <= MostChunks && int.IsPow2(chunks), chunks, nameof(DataParallel),
            "a power of two from 1 to 1024, for the gradients of the chunks are added up in pairs");
        int processes = exchange?.Count ?? 1;
        if (processes < 1 || !int.IsPow2(processes) || processes > chunks)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"DataParallel: there are {processes} processes for {Counted(chunks)}; expected a power of two of at most as many. ") +
                "Start fewer, or state more chunks.", nameof(chunks));
        }

        ParallelParts.ExpectOfModel(model, optimizer, null);
        (Model, Optimizer, Chunks, _exchange, _isOfWorld) = (model, optimizer, chunks, exchange, isOfWorld);
        int own = chunks / processes, first = own * (exchange?.Rank ?? 0);
        _chunks = [.. Enumerable.Range(first, own).Select(number => new Chunk(number))];
        (_sums, _losses, _parts) = (new Tensor[own], new ChunkLoss[chunks], new(this, _chunks));
    }

    /// <summary>What is trained.</summary>
    public Module Model { get; }

    /// <summary>The other processes, where there are any.</summary>
    internal ChunkExchange? Exchange => _exchange;

    /// <summary>What changes the parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>How many chunks a batch is cut into.</summary>
    public int Chunks { get; }

    /// <summary>
    /// Whether modules that look at a whole batch (<see cref="Module.MixesSamples"/>), as batch norms do in training, look at each chunk
    /// instead; their running statistics take the chunks one after the other, as they would take batches. Otherwise they are refused.
    /// </summary>
    public bool PerChunkStatistics { get; init; }

    /// <summary>
    /// What the mean over a part of a batch divides by, such as <c>part => part.Count</c>: for a loss that is a function, or does not say
    /// it by itself (<see cref="Loss.Divisor"/>). Of a loss that does, or is a sum, it is not asked.
    /// </summary>
    public Func<Batch, double>? Divisor { get; init; }

    /// <summary>Trains by a batch: its gradient, by chunks, and a step of the optimizer.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="loss">What is made small.</param>
    /// <returns>The loss of the whole batch, before the step.</returns>
    /// <exception cref="InvalidOperationException">
    /// The model looks at whole batches, or is none that maps one tensor to one; or the loss does not say what its mean divides by.
    /// </exception>
    /// <exception cref="NotFiniteNumberException">The loss is not finite; no parameter was changed.</exception>
    public double Step(Batch batch, Loss loss)
    {
        Optimizer.ZeroGrad();
        double value = Backward(batch, loss);
        Optimizer.Step();
        return value;
    }

    /// <summary>The gradient of a batch's loss, by chunks, added to that of the optimizer's parameters as by a tape.</summary>
    /// <inheritdoc cref="Step(Batch, Loss)"/>
    public double Backward(Batch batch, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(loss);
        _forward ??= Model is Layer layer ? part => layer.Forward(part.Inputs) : throw new InvalidOperationException(
            $"DataParallel: {Model.GetType().Name} is no Layer, which maps one tensor to one. Say what it answers to a part of a batch: " +
            "Backward(batch, predict, loss).");
        return Delivered(new(batch, this, _forward, loss, null, Guard: false, KeepsAnswers: false));
    }

    /// <summary>The same of any module, such as one with several inputs, with any loss.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="predict">What the module answers to a part of a batch.</param>
    /// <param name="loss">Of the answer and the part's targets, a mean whose <see cref="Divisor"/> is stated.</param>
    /// <returns>The loss of the whole batch.</returns>
    /// <exception cref="InvalidOperationException">The model looks at whole batches, or the divisor is not stated.</exception>
    /// <exception cref="NotFiniteNumberException">The loss is not finite; no gradient was changed.</exception>
    public double Backward(Batch batch, Func<Batch, Tensor> predict, Func<Tensor, Tensor, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(predict);
        ArgumentNullException.ThrowIfNull(loss);
        return Delivered(new(batch, this, predict, null, loss, Guard: false, KeepsAnswers: false));
    }

    /// <summary>What it splits.</summary>
    public override string ToString() => $"DataParallel({Chunked})";

    /// <summary>The number of chunks in words.</summary>
    internal string Chunked => Counted(Chunks);

    /// <summary>How the user states one of the properties, by the call that this was made by.</summary>
    internal string Stated(string property, string value) => _isOfWorld
        ? $"world.Parallel(model, optimizer, {char.ToLowerInvariant(property[0])}{property[1..]}: {value})"
        : $"new DataParallel(model, optimizer) {{ {property} = {value} }}";

    private static string Counted(int chunks) => FormattableString.Invariant($"{chunks} chunk{(chunks == 1 ? "" : "s")}");

    private double Delivered(in ChunkStep step)
    {
        ExpectSame(step.Batch, step.LossModule);
        double value = Compute(step);
        if (!double.IsFinite(value))
        {
            throw new NotFiniteNumberException(
                FormattableString.Invariant($"DataParallel: the loss is {value}, and no gradient was changed by it. ") +
                "Look for inputs or targets that are not finite, lower the learning rate, or clip the gradients.", value);
        }

        Deliver(1);
        return value;
    }
}
