using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws.Fuzz;

namespace Autograd.Tests.Nn.Training;

/// <summary>A training drawn at random: a network, its data, a loss, an optimizer and the settings of a trainer.</summary>
internal sealed class ParallelTraining
{
    private const int Classes = 3, Words = 6;

    private static readonly Func<IEnumerable<Parameter>, Optimizer>[] s_optimizers =
    [
        parameters => new Sgd(parameters, 0.05), parameters => new Sgd(parameters, 0.05, momentum: 0.9, weightDecay: 0.01),
        parameters => new Adam(parameters, 0.01), parameters => new AdamW(parameters, 0.01),
        parameters => new RmsProp(parameters, 0.01), parameters => new Adagrad(parameters, 0.01), parameters => new Lion(parameters, 0.001),
    ];

    private readonly int _seed, _kind, _samples, _batchSize, _batchesPerStep;
    private readonly bool _classes, _clips, _freezes, _guards;
    private readonly Func<IEnumerable<Parameter>, Optimizer> _optimizer;

    /// <summary>Draws one.</summary>
    /// <param name="seed">Which.</param>
    /// <param name="isPlain">Whether only of what gives the same in whole batches: without chance, and without norms over a batch.</param>
    public ParallelTraining(int seed, bool isPlain = false)
    {
        var random = new Random(seed);
        (_seed, IsPlain, _kind, _classes) = (seed, isPlain, seed % 5, random.Chance(0.7));
        (_samples, _batchSize, Chunks) = (random.Next(5, 30), random.Pick([1, 3, 7, 8, 13, 40]), random.Pick([1, 2, 2, 4, 4, 8]));
        (_batchesPerStep, _clips, _freezes, _guards) =
            (random.Pick([1, 1, 2, 3]), random.Chance(0.3), random.Chance(0.3), random.Chance(0.2));
        _optimizer = random.Pick(s_optimizers);
        Loss = MakeLoss(random);
    }

    public bool IsPlain { get; }

    public int Chunks { get; }

    public Loss Loss { get; set; }

    /// <summary>What is put into the network besides.</summary>
    public Func<Layer>? Besides { get; init; }

    private DType DType => IsPlain ? DType.Float64 : DType.Float32;

    public override string ToString() =>
        $"training {_seed}, kind {_kind}, {_samples} samples, batches of {_batchSize}, {Chunks} chunks, {Loss.GetType().Name}";

    /// <summary>Everything that training leaves, and what it reported, as bytes.</summary>
    /// <param name="threads">How many threads there may be.</param>
    /// <param name="exchange">The other processes, if there are any.</param>
    /// <param name="isRead">Whether each batch has been read as a whole, and its chunks lie one behind the other.</param>
    public byte[] Trained(int threads, ChunkExchange? exchange = null, bool isRead = false)
    {
        using var limit = new ThreadLimit(threads);
        (Sequential model, TensorDataset data) = (Model(), Data());
        Optimizer optimizer = _optimizer(model.Parameters());
        var trainer = new Trainer(model, Loss, optimizer)
        {
            Parallel = new(model, optimizer, Chunks, exchange) { PerChunkStatistics = true },
            BatchesPerStep = _batchesPerStep,
            ClipNorm = _clips ? 0.5 : null,
            Guard = _guards,
            NonFinite = NonFiniteGradients.SkipStep,
            Metrics = _classes ? [Metric.Accuracy] : [],
        };
        var loader = new DataLoader(data, _batchSize, seed: 1);
        TrainingResult result = trainer.Fit(isRead ? loader.Select(batch => batch) : loader, epochs: 2);
        IEnumerable<Tensor> state = [.. model.StateDict(withRandomStreams: true).Values, .. optimizer.StateDict().Values,
            Tensor.From([.. result.History.Select(epoch => epoch.Training.Loss)]),
            Tensor.From([.. result.History.SelectMany(epoch => trainer.Metrics.Select(metric => epoch.Training[metric]))])];
        return [.. state.SelectMany(tensor => tensor.Bytes.ToArray())];
    }

    /// <summary>The loss of the samples, with the gradients of a plain step or of one in chunks.</summary>
    public (double Loss, double[]?[] Gradients) Differentiated(bool inChunks)
    {
        (Sequential model, Batch batch) = (Model(), Data().AsBatch());
        double value;
        if (inChunks)
        {
            value = new DataParallel(model, _optimizer(model.Parameters()), Chunks).Backward(batch, Loss);
        }
        else
        {
            using var tape = new Tape();
            Tensor error = Loss.Forward(model.Forward(batch.Inputs), batch.Targets);
            value = error.Item();
            tape.Backward(error);
        }

        return (value, [.. model.Parameters().Select(parameter => parameter.Grad?.ToArray<double>())]);
    }

    private Sequential Model()
    {
        var shared = new Linear(5, 5);
        List<Layer> layers = _kind switch
        {
            0 => [new Linear(4, 5), new Tanh(), new LayerNorm(5), shared, new Relu(), shared],
            1 => [new Embedding(Words, 5, hasSparseGrad: _seed % 2 == 0), new Lambda(words => words.Mean(1)), new PRelu(5)],
            2 => [new Linear(4, 16), new Unflatten(1, [1, 4, 4]), new Conv2d(1, 2, 3), new Gelu(), new Flatten(), new Linear(8, 5)],
            3 when !IsPlain => [new Linear(4, 5), new Dropout(0.3), new PRelu(), new Linear(5, 5), new RRelu()],
            4 when !IsPlain => [new Linear(4, 10), new Unflatten(1, [5, 2]), new InstanceNorm1d(5, trackRunningStats: true),
                new Flatten(), new Linear(10, 5), new Dropout(0.2)],
            _ => [new Linear(4, 5), new Silu(), new Linear(5, 5)],
        };
        if (Besides?.Invoke() is { } layer)
        {
            layers.Add(layer);
        }

        Sequential model = new Sequential([.. layers, new Linear(5, Classes)]).Initialize((ulong)_seed);
        if (_freezes)
        {
            model[^1].Freeze();
        }

        model.To(DType);
        return model;
    }

    private TensorDataset Data()
    {
        var generator = new Generator((ulong)_seed);
        Tensor inputs = _kind == 1
            ? Tensor.From([.. Enumerable.Range(0, 3 * _samples).Select(_ => (long)generator.NextInt32(Words))], [_samples, 3])
            : Tensor.Normal([_samples, 4], generator).To(DType);
        return new(inputs, _classes
            ? Tensor.From([.. Enumerable.Range(0, _samples).Select(_ => (long)generator.NextInt32(Classes))])
            : Tensor.Normal([_samples, Classes], generator).To(DType));
    }

    private Loss MakeLoss(Random random)
    {
        Tensor weight = Tensor.From([1.5f, 0.5f, 3f]);
        return _classes
            ? random.Pick<Func<Loss>>([
                () => new CrossEntropyLoss(), () => new CrossEntropyLoss(weight), () => new CrossEntropyLoss(weight, ignoreIndex: 1),
                () => new CrossEntropyLoss(ignoreIndex: 0, emptyMean: EmptyMean.Zero), () => new CrossEntropyLoss(labelSmoothing: 0.2),
                () => new CrossEntropyLoss(weight, 2, 0.1), () => new CrossEntropyLoss(reduction: Reduction.Sum),
                () => new MultiMarginLoss(),
                () => new CrossEntropyLoss(Tensor.From([0f, 0.5f, 3f]), labelSmoothing: 0.2)])()
            : random.Pick<Func<Loss>>([
                () => new MseLoss(), () => new L1Loss(), () => new HuberLoss(), () => new SmoothL1Loss(reduction: Reduction.Sum),
                () => new EachElement(), () => new PerPositive(), () => new CrossEntropyLoss(weight),
                () => new BinaryCrossEntropyWithLogitsLoss(),
                () => new KlDivLoss(logTarget: true, Reduction.BatchMean)])();
    }

    // A part of a batch may have no positive target.
    private sealed class PerPositive : Loss
    {
        protected override Tensor Compute(Tensor input, Tensor target) => (input - target).Square();

        protected override double? Divisor(Tensor input, Tensor target) =>
            target.To(DType.Float64).ToArray<double>().Count(x => x > 0.8);
    }

    // A loss of somebody's own, which says nothing of what its mean divides by.
    private sealed class EachElement : Loss
    {
        protected override Tensor Compute(Tensor input, Tensor target) => (input - target).Abs().Sqrt();
    }
}
