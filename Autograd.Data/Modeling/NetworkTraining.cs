using System.Numerics;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Data;

/// <summary>
/// Trains networks on encoded rows. They begin as the linear model that predicts best and learn what it leaves; networks of some designs
/// are tried, and the best one says how large a network is and how long it learns; then all rows teach, those that said so too. What can
/// be done side by side is, and each network has the bits it has alone.
/// </summary>
internal sealed partial class NetworkTraining
{
    private const double Uneven = 1.5, FineTuneRate = 0.1;
    private const string Balanced = "balanced batches", Plain = "training", Fine = "actual frequencies", Trial = "trial";

    private readonly TabularEncoder _encoder;
    private readonly TabularOptions _options;
    private readonly TensorDataset _train, _validation, _all;
    private readonly double[] _priors;
    private readonly NetworkDesign[] _designs;
    private readonly TrainingShare _share;
    private NetworkDesign _chosen;

    public NetworkTraining(TabularEncoder encoder, TabularOptions options, TensorDataset train, TensorDataset validation)
    {
        (_encoder, _options, _train, _validation, _all) = (encoder, options, train, validation, train.Concat(validation));
        _priors = encoder.Predicted.IsClass ? _all.ClassFrequencies(encoder.Predicted.Outputs) : [];
        Balance = !encoder.Predicted.IsClass ? ClassBalance.None
            : options.Balance != ClassBalance.Auto ? options.Balance
            : _priors.Max() > Uneven * _priors.Min() ? ClassBalance.BalancedThenActual : ClassBalance.None;
        Labels = !encoder.Predicted.IsClass ? LabelRule.MostProbable
            : options.Labels != LabelRule.Auto ? options.Labels
            : Balance == ClassBalance.None ? LabelRule.MostProbable : LabelRule.Balanced;
        BatchSize = options.BatchSize ?? Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)train.Count / 32), 16, 256);
        _designs = NetworkDesign.Tried(options, train.Count, _priors);
        _chosen = _designs[0];
        _share = new(_designs.Length + options.Ensemble);
    }

    /// <summary>How classes of unequal size are treated.</summary>
    public ClassBalance Balance { get; }

    /// <summary>Which class is named.</summary>
    public LabelRule Labels { get; }

    /// <summary>The widths of the hidden layers, once it is done.</summary>
    public IReadOnlyList<int> Hidden => _chosen.Hidden;

    /// <summary>Rows in a batch.</summary>
    public int BatchSize { get; }

    /// <summary>The share of each class among the rows that teach in the end.</summary>
    public IReadOnlyList<double> Priors => _priors;

    private bool FineTunes => Balance is ClassBalance.BalancedThenActual or ClassBalance.Weights;

    private bool HasBalancedBatches => Balance == ClassBalance.BalancedThenActual;

    // By what is judged what counts each class alike; where nothing does, the loss itself.
    private BalancedLogLoss? Watched => FineTunes ? new(_priors.Length) : null;

    /// <summary>
    /// Trains the networks. Once cancelled none is begun; the ones that are done count, or else the best trial until then, or else the
    /// linear model.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled before there was that.</exception>
    public TrainedNetwork[] Run(IProgress<TabularProgress>? progress, CancellationToken cancellationToken)
    {
        LinearFit fit = new(_encoder, _options, FineTunes ? Weights() : null);
        (LinearModel linear, double strength) = fit.Choose(_train, model => Error(model, Watched), cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(
                "TabularModel: it was cancelled before the linear model was fitted; there is no model.", cancellationToken);
        }

        _share.Begin();
        NetworkTrial[] trials = SideBySide(_designs.Length, i => Try(i, linear, progress, cancellationToken));
        if (trials.Length == 0)
        {
            return [Untrained(linear)];
        }

        NetworkTrial best = trials.MinBy(trial => double.IsNaN(trial.Error) ? double.PositiveInfinity : trial.Error)!;
        _chosen = best.Design;
        LinearModel ofAll = fit.Fit(_all, strength, linear, cancellationToken);
        TrainedNetwork[] trained = SideBySide(_options.Ensemble, i => Train(i, best, ofAll, progress, cancellationToken));
        _share.Done(_options.Ensemble, progress);
        return trained.Length > 0 ? trained : [best.Trained];
    }

    // Each watches the token by itself, since what it has learned by then may count.
    private static T[] SideBySide<T>(int count, Func<int, T?> train)
        where T : class
    {
        SweepResult<int, T?> all = Sweep.Run(Enumerable.Range(0, count), train, null, CancellationToken.None);
        return all.Select(row => row.Error).FirstOrDefault(error => error is not null) is { } error
            ? throw new InvalidOperationException($"TabularModel: a network could not be trained. {error.Message}", error)
            : [.. all.Results.OfType<T>()];
    }

    /// <summary>
    /// Trains a network of a design on the rows that teach, as far as the others are predicted better; null where it was cancelled before
    /// the first epoch had ended.
    /// </summary>
    internal NetworkTrial? Try(int index, LinearModel linear, IProgress<TabularProgress>? progress, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        NetworkDesign design = _designs[index];
        TabularNetwork network = Begun(design, linear, _options.Seed);
        IProgress<TrainingProgress>? Told(int before) => progress is null ? null : new TrainingShare.Relay(_share, progress)
        {
            Task = index,
            Stage = Trial,
            Number = index + 1,
            Count = _designs.Length,
            Before = before,
            Epochs = _options.Epochs + (FineTunes ? _options.FineTuneEpochs : 0),
        };
        (TrainingResult result, double error, double[] rates) = FitIfBetter(
            network, design, LossOf(Balance == ClassBalance.Weights), Loader(_train, _options.Seed), Watched, _options.Epochs, 1, null,
            Told(0), cancellationToken);
        if (result.End == TrainingEnd.Cancelled && result.History.Count == 0)
        {
            return null;
        }

        TabularNetwork? before = FineTunes ? Twin(network, design) : null;
        double[] fineTuneRates = [];
        if (FineTunes)
        {
            Linear output = Corrected(network);
            fineTuneRates = _options.FineTuneEpochs == 0 || cancellationToken.IsCancellationRequested ? [] : FitIfBetter(
                network, design, LossOf(isWeighted: false), PlainLoader(_train, _options.Seed ^ 1), null, _options.FineTuneEpochs,
                FineTuneRate, output, Told(_options.Epochs), cancellationToken).Rates;
        }

        _share.End(index);
        return new(design, new(Ended(network), before is null ? null : Ended(before), result), error, rates, fineTuneRates);
    }

    private TrainedNetwork? Train(
        int member, NetworkTrial trial, LinearModel linear, IProgress<TabularProgress>? progress, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        ulong seed = unchecked(_options.Seed + (ulong)member);
        NetworkDesign design = trial.Design;
        TabularNetwork network = Begun(design, linear, seed);
        IProgress<TrainingProgress>? Told(string stage, int before) => progress is null ? null : new TrainingShare.Relay(_share, progress)
        {
            Task = _designs.Length + member,
            Stage = stage,
            Number = member + 1,
            Count = _options.Ensemble,
            Before = before,
            Epochs = trial.Rates.Count + trial.FineTuneRates.Count,
        };
        TrainingResult result = Repeat(
            network, design, LossOf(Balance == ClassBalance.Weights), Loader(_all, seed), Watched, trial.Rates, null,
            Told(HasBalancedBatches ? Balanced : Plain, 0), cancellationToken);
        TabularNetwork? before = null;
        if (FineTunes)
        {
            before = Twin(network, design);
            Linear output = Corrected(network);
            Repeat(network, design, LossOf(isWeighted: false), PlainLoader(_all, seed ^ 1), null, trial.FineTuneRates, output,
                Told(Fine, trial.Rates.Count), cancellationToken);
        }

        _share.End(_designs.Length + member);
        return cancellationToken.IsCancellationRequested ? null
            : new(Ended(network), before is null ? null : Ended(before), result);
    }

    // What there is before the first epoch.
    private TrainedNetwork Untrained(LinearModel linear)
    {
        TabularNetwork network = Begun(_chosen, linear, _options.Seed), before = Twin(network, _chosen);
        if (FineTunes)
        {
            Corrected(network);
        }

        return new(Ended(network), FineTunes ? Ended(before) : null, s_none);
    }

    // It answers as the linear model does.
    private TabularNetwork Begun(NetworkDesign design, LinearModel linear, ulong seed)
    {
        TabularNetwork network = Network(design).Initialize(seed);
        foreach (Embedding embedding in network.Embeddings)
        {
            // A category tells nothing until something teaches it: what is drawn for a rare one would be learned by heart.
            embedding.Weight.Value.AsWritableSpan<float>().Clear();
        }

        ((Linear)network.Layers[^1]).Weight.Value.AsWritableSpan<float>().Clear();
        network.Wide!.LoadState(linear.StateDict());
        network.Wide.Freeze();
        return network;
    }

    private static TabularNetwork Ended(TabularNetwork network)
    {
        network.Wide!.Freeze(false);
        network.Eval();
        return network;
    }

    private TabularNetwork Twin(TabularNetwork network, NetworkDesign design)
    {
        TabularNetwork twin = Network(design);
        twin.LoadState(network.StateDict());
        return twin;
    }

    private TabularNetwork Network(NetworkDesign design) => TabularPredictor.Network(_encoder, design.Hidden, _options.Dropout);

    // What is known of the actual frequencies in closed form; the output layer may then learn them from the batches as they come.
    private Linear Corrected(TabularNetwork network)
    {
        var output = (Linear)network.Layers[^1];
        PriorCorrection.FromBalanced(_priors).ApplyTo(output);
        return output;
    }

    private Loss LossOf(bool isWeighted) =>
        !_encoder.Predicted.IsClass ? _options.Loss == RegressionLoss.Absolute ? new L1Loss() : new MseLoss()
        : new CrossEntropyLoss(isWeighted ? Tensor.From(Array.ConvertAll(Weights(), weight => (float)weight)) : null);

    // By which every class weighs alike.
    private double[] Weights() => Array.ConvertAll(_priors, prior => 1 / (_priors.Length * prior));

    private DataLoader Loader(TensorDataset data, ulong seed) => !HasBalancedBatches ? PlainLoader(data, seed) : new(
        data, new ClassBalancedBatchSampler(data.Labels, Math.Max(1, BatchSize / _priors.Length), seed, _priors.Length));

    private DataLoader PlainLoader(TensorDataset data, ulong seed) => new(data, Math.Min(BatchSize, data.Count), seed);

    private DataLoader ValidationLoader() => new(_validation, Math.Min(1024, _validation.Count));
}
