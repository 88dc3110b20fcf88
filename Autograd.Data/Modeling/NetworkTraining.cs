using System.Diagnostics;
using System.Numerics;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>Trains networks on encoded rows, as many side by side as there are processors; each has the bits it has alone.</summary>
internal sealed class NetworkTraining
{
    private const double Uneven = 1.5, FineTuneRate = 0.1, PlateauFactor = 0.3;
    private const int LeastWidth = 16, MostWidth = 128, WidthPerClass = 4, RowsOfTwoLayers = 10_000;
    private const string Balanced = "balanced batches", Plain = "training", Fine = "actual frequencies";

    private readonly TabularEncoder _encoder;
    private readonly TabularOptions _options;
    private readonly TensorDataset _train, _validation;
    private readonly double[] _priors;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _turn = new();
    private readonly double[] _done;

    public NetworkTraining(TabularEncoder encoder, TabularOptions options, TensorDataset train, TensorDataset validation)
    {
        (_encoder, _options, _train, _validation) = (encoder, options, train, validation);
        _priors = encoder.Predicted.IsClass ? train.ClassFrequencies(encoder.Predicted.Outputs) : [];
        Balance = !encoder.Predicted.IsClass ? ClassBalance.None
            : options.Balance != ClassBalance.Auto ? options.Balance
            : _priors.Max() > Uneven * _priors.Min() ? ClassBalance.BalancedThenActual : ClassBalance.None;
        Labels = !encoder.Predicted.IsClass ? LabelRule.MostProbable
            : options.Labels != LabelRule.Auto ? options.Labels
            : Balance == ClassBalance.None ? LabelRule.MostProbable : LabelRule.Balanced;
        Hidden = options.Hidden ?? HiddenBySize(train.Count, _priors);
        BatchSize = options.BatchSize ?? Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)train.Count / 32), 16, 256);
        _done = new double[options.Ensemble];
    }

    /// <summary>How classes of unequal size are treated.</summary>
    public ClassBalance Balance { get; }

    /// <summary>Which class is named.</summary>
    public LabelRule Labels { get; }

    /// <summary>The widths of the hidden layers.</summary>
    public IReadOnlyList<int> Hidden { get; }

    /// <summary>Rows in a batch.</summary>
    public int BatchSize { get; }

    /// <summary>The share of each class in training.</summary>
    public IReadOnlyList<double> Priors => _priors;

    private bool FineTunes => Balance is ClassBalance.BalancedThenActual or ClassBalance.Weights;

    private double EpochsInAll => (double)_options.Epochs + (FineTunes ? _options.FineTuneEpochs : 0);

    /// <summary>Trains the networks. Once cancelled none is begun, and the ones in training keep their best weights.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before one had any.</exception>
    public TrainedNetwork[] Run(IProgress<TabularProgress>? progress, CancellationToken cancellationToken)
    {
        // Each network watches the token by itself, since what it has learned by then counts.
        SweepResult<int, TrainedNetwork?> all = Sweep.Run(
            Enumerable.Range(0, _options.Ensemble), member => Train(member, progress, cancellationToken), null, CancellationToken.None);
        foreach (SweepRow<int, TrainedNetwork?> row in all)
        {
            if (row.Error is { } error)
            {
                throw new InvalidOperationException($"TabularModel: a network could not be trained. {error.Message}", error);
            }
        }

        TrainedNetwork[] trained = [.. all.Results.OfType<TrainedNetwork>()];
        return trained.Length > 0 ? trained
            : throw new OperationCanceledException("TabularModel: it was cancelled before the first epoch had ended; there is no model.",
                cancellationToken);
    }

    private TrainedNetwork? Train(int member, IProgress<TabularProgress>? progress, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        ulong seed = unchecked(_options.Seed + (ulong)member);
        TabularNetwork network = TabularPredictor.Network(_encoder, Hidden, _options.Dropout).Initialize(seed);
        foreach (Embedding embedding in network.Embeddings)
        {
            // A category tells nothing until something teaches it: what is drawn for a rare one would be learned by heart.
            embedding.Weight.Value.AsWritableSpan<float>().Clear();
        }

        bool isBalanced = Balance == ClassBalance.BalancedThenActual;
        Metric? watched = FineTunes ? new BalancedLogLoss(_priors.Length) : null;
        TrainingResult result = Fit(
            network, LossOf(Balance == ClassBalance.Weights), isBalanced ? BalancedLoader(seed) : Loader(_train, seed),
            watched, _options.Epochs, 1, isBalanced ? Balanced : Plain, member, progress, cancellationToken);
        if (result.History.Count == 0)
        {
            return null;
        }

        IReadOnlyDictionary<string, Tensor>? before = null;
        if (FineTunes)
        {
            before = Copy(network);
            FineTune(network, seed, member, progress, cancellationToken);
        }

        lock (_turn)
        {
            _done[member] = EpochsInAll;
        }

        network.Eval();
        return new(network, before, result);
    }

    // What is known in closed form first; then the output layer learns it from the batches as they come, as far as that is better.
    private void FineTune(
        TabularNetwork network, ulong seed, int member, IProgress<TabularProgress>? progress, CancellationToken cancellationToken)
    {
        var output = (Linear)network.Layers[^1];
        PriorCorrection.FromBalanced(_priors).ApplyTo(output);
        if (_options.FineTuneEpochs == 0 || cancellationToken.IsCancellationRequested)
        {
            return;
        }

        Dictionary<string, Tensor> corrected = Copy(network);
        double without = Trainer(network, LossOf(isWeighted: false), null, 1, output).Evaluate(ValidationLoader()).Loss;
        TrainingResult result = Fit(
            network, LossOf(isWeighted: false), Loader(_train, seed ^ 1), null, _options.FineTuneEpochs, FineTuneRate, Fine, member,
            progress, cancellationToken, output);
        if (!(result.Best?.Validation?.Loss < without))
        {
            network.LoadState(corrected);
        }
    }

    private TrainingResult Fit(
        TabularNetwork network, Loss loss, DataLoader batches, Metric? watched, int epochs, double rate, string stage, int member,
        IProgress<TabularProgress>? progress, CancellationToken cancellationToken, Module? trained = null)
    {
        Trainer trainer = Trainer(network, loss, watched, rate, trained ?? network);
        IProgress<TrainingProgress>? inner = progress is null ? null : new Relay(this, progress, stage, member);
        return trainer.Fit([new TrainingPhase(batches, epochs) { Trained = trained }], ValidationLoader(), inner, cancellationToken);
    }

    private Trainer Trainer(TabularNetwork network, Loss loss, Metric? watched, double rate, Module trained) => new(
        network, loss, new AdamW(trained.Parameters(), _options.LearningRate * rate, weightDecay: _options.WeightDecay))
    {
        EarlyStopping = new(_options.Patience, watched),
        Plateau = new(_options.LearningRate * rate, PlateauFactor, patience: Math.Max(1, _options.Patience / 3)),
        Metrics = watched is null ? [] : [watched],
        ClipNorm = 5,
    };

    private Loss LossOf(bool isWeighted)
    {
        if (!_encoder.Predicted.IsClass)
        {
            return _options.Loss == RegressionLoss.Absolute ? new L1Loss() : new MseLoss();
        }

        return isWeighted ? new CrossEntropyLoss(Tensor.From(Array.ConvertAll(_priors, prior => (float)(1 / (_priors.Length * prior)))))
            : new CrossEntropyLoss();
    }

    private DataLoader Loader(TensorDataset data, ulong seed) => new(data, Math.Min(BatchSize, data.Count), seed);

    private DataLoader ValidationLoader() => new(_validation, Math.Min(1024, _validation.Count));

    private DataLoader BalancedLoader(ulong seed) => new(
        _train, new ClassBalancedBatchSampler(_train.Labels, Math.Max(1, BatchSize / _priors.Length), seed, _priors.Length));

    private static Dictionary<string, Tensor> Copy(Module module) =>
        module.StateDict().ToDictionary(each => each.Key, each => each.Value.Detach());

    // The wider the more rows there are to learn from, and two layers where there are many. Where classes are uneven it is the rarer ones
    // that say how much there is to learn from: as many rows as if all classes had those of the one in the middle.
    private static int[] HiddenBySize(int rows, double[] priors)
    {
        int classes = priors.Length;
        double telling = classes == 0 ? rows : Math.Min(rows, rows * classes * priors.Order().ElementAt((classes - 1) / 2));
        double least = Math.Clamp(WidthPerClass * classes, LeastWidth, MostWidth);
        int width = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Math.Sqrt(telling) / 2, least, MostWidth));
        return telling < RowsOfTwoLayers ? [width] : [width, width / 2];
    }

    private sealed class Relay(NetworkTraining training, IProgress<TabularProgress> progress, string stage, int member)
        : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            lock (training._turn)
            {
                int before = stage == Fine ? training._options.Epochs : 0;
                double ofEpoch = value.Batches is > 0 and var batches ? value.Batch / (double)batches : 0;
                training._done[member] = before + value.Epoch - 1 + ofEpoch;
                TimeSpan elapsed = training._clock.Elapsed;
                double share = training._done.Sum() / (training.EpochsInAll * training._done.Length);
                progress.Report(new(
                    stage, member + 1, training._done.Length, value.Epoch, value.Epochs,
                    value.LastEpoch?.Validation?.Loss ?? double.NaN, elapsed, share > 0 ? elapsed * ((1 - share) / share) : null));
            }
        }
    }
}
