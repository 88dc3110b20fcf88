using System.Globalization;
using System.Runtime.ExceptionServices;
using Autograd.Core;
using Autograd.Distributed;
using Autograd.Nn;
using SampleTools;

namespace RareDisease;

/// <summary>Trains a 21-32-16-3 network with PReLU on a clinic's patients, with Adam, one way or another.</summary>
internal sealed class Study
{
    private const int BatchSize = 48, SamplesPerClass = BatchSize / Clinic.ClassCount;
    private readonly Options _options;
    private readonly MpiWorld? _world;
    private readonly TensorDataset _train, _test;
    private readonly int[] _classSizes;

    /// <summary>A study of a clinic, whose features it standardizes by the training patients.</summary>
    /// <param name="clinic">The clinic.</param>
    /// <param name="options">What is trained.</param>
    /// <param name="world">The processes that each training is split over; null where trainings run side by side in this one.</param>
    /// <exception cref="SampleException">A test patient is so far from the training patients that it overflows.</exception>
    internal Study(Clinic clinic, Options options, MpiWorld? world = null)
    {
        _world = world;
        Standardizer standardizer = Standardizer.Fit(clinic.Train.Inputs);
        try
        {
            (_options, _train, _test) = (options, standardizer.Apply(clinic.Train), standardizer.Apply(clinic.Test));
        }
        catch (ArgumentException e)
        {
            throw new SampleException($"a patient's value is too far from the others' to be standardized: {e.Message}");
        }

        _classSizes = Clinic.ClassSizes(_train.Labels);
        ClassFrequencies = Array.ConvertAll(_classSizes, size => (double)size / _train.Count);
        ClassWeights = Array.ConvertAll(_classSizes, size => _train.Count / ((float)Clinic.ClassCount * size));
    }

    /// <summary>The share of each class among the training patients.</summary>
    internal double[] ClassFrequencies { get; }

    /// <summary>N / (C · n_c) for each class c: what a patient of it counts in weighted training.</summary>
    internal float[] ClassWeights { get; }

    /// <summary>How many epochs a strategy takes.</summary>
    internal int Epochs(Strategy strategy) => Plan(strategy, 0, Network(), Balanced(0), new()).Sum(phase => phase.Epochs);

    /// <summary>
    /// Trains every strategy with every seed, several side by side, or one after the other split over processes; no result depends on how
    /// many.
    /// </summary>
    /// <param name="session">Where the trainings are kept, and whether they are to stop.</param>
    /// <param name="epochDone">Told of every epoch, on whichever thread it happens.</param>
    /// <param name="done">Told of every finished training, likewise.</param>
    /// <exception cref="SampleException">A training diverged; of several, the first in order.</exception>
    internal Outcome[] Run(Session session, Action<Strategy> epochDone, Action<Outcome> done)
    {
        IEnumerable<(Strategy Strategy, int Seed)> runs = _options.Strategies.SelectMany(
            strategy => _options.Seeds.Select(seed => (strategy, seed)));
        Outcome Run((Strategy Strategy, int Seed) run)
        {
            Outcome outcome = Train(run.Strategy, run.Seed, session, epochDone);
            done(outcome);
            return outcome;
        }

        if (_world is not null)
        {
            return [.. runs.Select(Run)];
        }

        SweepResult<(Strategy, int), Outcome> sweep = Sweep.Run(runs, Run, cancellationToken: session.Stop);
        if (sweep.FirstOrDefault(row => row.Error is not null) is { Error: { } error })
        {
            ExceptionDispatchInfo.Throw(error);
        }

        session.Stop.ThrowIfCancellationRequested();
        return [.. sweep.Select(row => row.Result)];
    }

    /// <summary>Trains a network one step on nobody's numbers, which has compiled what the real ones run through.</summary>
    internal static void TrainToy()
    {
        Sequential model = Network();
        new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters())).Step(
            new(Tensor.Zeros([BatchSize, Clinic.FeatureCount]), Tensor.Zeros([BatchSize], DType.Int64)));
    }

    private Outcome Train(Strategy strategy, int seed, Session session, Action<Strategy> epochDone)
    {
        Sequential model = Network().Initialize((ulong)seed);
        float[][] slopesBefore = Slopes(model);
        var loss = new CrossEntropyLoss(strategy == Strategy.Weighted ? Tensor.From(ClassWeights) : null);
        var optimizer = new Adam(model.Parameters(), _options.LearningRate);
        var trainer = new Trainer(model, loss, optimizer) { Parallel = _world?.Parallel(model, optimizer) };
        session.Keep(trainer, $"{strategy.Word()}-{seed}");
        ClassBalancedBatchSampler balanced = Balanced(seed);
        TrainingPhase[] plan = Plan(strategy, seed, model, balanced, session);
        try
        {
            foreach (EpochReport _ in trainer.History.ToArray().Concat(trainer.Epochs(plan, cancellationToken: session.Stop)))
            {
                epochDone(strategy);
            }

            session.Stop.ThrowIfCancellationRequested();
        }
        catch (NotFiniteNumberException e)
        {
            throw Diverged(strategy, seed, $"the loss is {e.OffendingNumber} in step {trainer.Steps}");
        }

        if (strategy == Strategy.PriorCorrected)
        {
            PriorCorrection.FromBalanced(ClassFrequencies).ApplyTo((Linear)model[^1]);
        }

        Tensor answers = model.Predict(_test.Inputs);
        foreach (float answer in answers.AsSpan<float>())
        {
            if (!float.IsFinite(answer))
            {
                throw Diverged(strategy, seed, $"the network answers {answer} after the last step");
            }
        }

        CostMatrix? costs = strategy == Strategy.ByCost ? CostMatrix.DividingByPriors(ClassFrequencies) : null;
        EpochReport last = trainer.History[^1];

        // At the actual frequency an epoch draws everybody once.
        int plainEpochs = trainer.History.Count(epoch => epoch.Phase > 0 || strategy is Strategy.Plain or Strategy.Weighted);
        return new(
            strategy, seed, trainer.Steps, last.Elapsed.TotalSeconds, last.Loss, Recognition.Of(answers, _test, costs),
            [.. balanced.Ledger.Classes.Select(drawn => drawn with { Draws = drawn.Draws + ((long)plainEpochs * drawn.Samples) })],
            slopesBefore, Slopes(model), model.Digest());
    }

    private ClassBalancedBatchSampler Balanced(int seed) => new(_train.Labels, SamplesPerClass, (ulong)seed, Clinic.ClassCount);

    // Fine-tuning moves all layers or the output layer alone, whose biases hold the class frequencies.
    private TrainingPhase[] Plan(Strategy strategy, int seed, Sequential model, ClassBalancedBatchSampler sampler, Session session)
    {
        IEnumerable<Batch> balanced = session.Follow(new DataLoader(_train, sampler));
        var loader = new DataLoader(_train, BatchSize, (ulong)seed);
        IEnumerable<Batch> actual = session.Follow(loader);

        // As many epochs as make about as many steps as the balanced ones: these are longer, for they repeat the rare classes.
        int plainEpochs = Math.Max(1, (int)Math.Round((double)_options.Epochs * sampler.BatchCount / loader.BatchCount));
        return strategy switch
        {
            Strategy.Plain or Strategy.Weighted => [new(actual, plainEpochs)],
            Strategy.Balanced or Strategy.PriorCorrected => [new(balanced, _options.Epochs)],
            _ =>
            [
                new(balanced, _options.Epochs),
                new(actual, _options.FineTuneEpochs)
                {
                    RateFactor = 0.1,
                    Trained = _options.FineTuning == FineTuning.Output ? model[^1] : null,
                },
            ],
        };
    }

    private static Sequential Network() => new(
        new Linear(Clinic.FeatureCount, 32), new PRelu(32), new Linear(32, 16), new PRelu(16), new Linear(16, Clinic.ClassCount));

    private SampleException Diverged(Strategy strategy, int seed, FormattableString what)
    {
        ReadOnlySpan<float> features = _train.Inputs.AsSpan<float>();
        int extreme = 0;
        for (int i = 0; i < features.Length; i++)
        {
            extreme = Math.Abs(features[i]) > Math.Abs(features[extreme]) ? i : extreme;
        }

        string weights = strategy == Strategy.Weighted
            ? string.Create(CultureInfo.InvariantCulture, $" and class weights up to {ClassWeights.Max():G3}")
            : "";
        return new(string.Create(
            CultureInfo.InvariantCulture,
            $"{strategy.Name()}, seed {seed}: {FormattableString.Invariant(what)}, so training was stopped; likely cause: steps " +
            $"too large, as the learning rate is {_options.LearningRate} with features that reach {Math.Abs(features[extreme]):F0} " +
            $"standard deviations (column {(extreme % Clinic.FeatureCount) + 1}){weights}; try a smaller --learning-rate"));
    }

    private static float[][] Slopes(Sequential model) =>
        [.. model.Children.Select(child => child.Module).OfType<PRelu>().Select(activation => activation.Slope.Value.ToArray<float>())];
}
