using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace RareDisease;

/// <summary>Trains a 21-32-16-3 network with PReLU on a clinic's patients, with Adam, one way or another.</summary>
internal sealed class Study
{
    private const int BatchSize = 48, SamplesPerClass = BatchSize / Clinic.ClassCount;
    private readonly Options _options;
    private readonly TensorDataset _train, _test;
    private readonly int[] _classSizes;

    /// <summary>A study of a clinic, whose features it standardizes by the training patients.</summary>
    /// <exception cref="SampleException">A test patient is so far from the training patients that it overflows.</exception>
    internal Study(Clinic clinic, Options options)
    {
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
    internal int Epochs(Strategy strategy) => Plan(strategy, 0, Network(), []).Sum(phase => phase.Epochs);

    /// <summary>Trains every strategy with every seed, several side by side; no result depends on how many.</summary>
    /// <param name="epochDone">Told of every epoch, on whichever thread it happens.</param>
    /// <param name="done">Told of every finished training, likewise.</param>
    /// <exception cref="SampleException">A training diverged; of several, the first in order.</exception>
    internal Outcome[] Run(Action<Strategy> epochDone, Action<Outcome> done)
    {
        SweepResult<(Strategy, int), Outcome> sweep = Sweep.Run(
            _options.Strategies.SelectMany(strategy => _options.Seeds.Select(seed => (strategy, seed))),
            run =>
            {
                Outcome outcome = Train(run.strategy, run.seed, epochDone);
                done(outcome);
                return outcome;
            });
        if (sweep.FirstOrDefault(row => row.Error is not null) is { Error: { } error })
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return [.. sweep.Select(row => row.Result)];
    }

    /// <summary>Trains a network one step on nobody's numbers, which has compiled what the real ones run through.</summary>
    internal static void TrainToy()
    {
        Sequential model = Network();
        new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters())).Step(
            new(Tensor.Zeros([BatchSize, Clinic.FeatureCount]), Tensor.Zeros([BatchSize], DType.Int64)));
    }

    private Outcome Train(Strategy strategy, int seed, Action<Strategy> epochDone)
    {
        var clock = Stopwatch.StartNew();
        Sequential model = Network().Initialize((ulong)seed);
        float[][] slopesBefore = Slopes(model);
        long[] draws = new long[Clinic.ClassCount];
        var loss = new CrossEntropyLoss(strategy == Strategy.Weighted ? Tensor.From(ClassWeights) : null);
        var trainer = new Trainer(model, loss, new Adam(model.Parameters(), _options.LearningRate));
        double lastLoss = 0;
        try
        {
            foreach (EpochReport epoch in trainer.Epochs(Plan(strategy, seed, model, draws)))
            {
                lastLoss = epoch.Loss;
                epochDone(strategy);
            }
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
        return new(
            strategy, seed, trainer.Steps, clock.Elapsed.TotalSeconds, lastLoss, Recognition.Of(answers, _test, costs),
            [.. _classSizes.Zip(draws, (size, count) => new ClassDraws(size, count))], slopesBefore, Slopes(model), model.Digest());
    }

    // Fine-tuning moves all layers or the output layer alone, whose biases hold the class frequencies.
    private TrainingPhase[] Plan(Strategy strategy, int seed, Sequential model, long[] draws)
    {
        var actual = new DataLoader(_train, BatchSize, (ulong)seed);
        var balanced = new DataLoader(
            _train, new ClassBalancedBatchSampler(_train.Labels, SamplesPerClass, (ulong)seed, Clinic.ClassCount));

        // As many epochs as make about as many steps as the balanced ones: these are longer, for they repeat the rare classes.
        int plainEpochs = Math.Max(1, (int)Math.Round((double)_options.Epochs * balanced.BatchCount / actual.BatchCount));
        return strategy switch
        {
            Strategy.Plain or Strategy.Weighted => [new(Counted(actual, draws), plainEpochs)],
            Strategy.Balanced or Strategy.PriorCorrected => [new(Counted(balanced, draws), _options.Epochs)],
            _ =>
            [
                new(Counted(balanced, draws), _options.Epochs),
                new(Counted(actual, draws), _options.FineTuneEpochs)
                {
                    RateFactor = 0.1,
                    Trained = _options.FineTuning == FineTuning.Output ? model[^1] : null,
                },
            ],
        };
    }

    private static IEnumerable<Batch> Counted(IEnumerable<Batch> batches, long[] draws)
    {
        foreach (Batch batch in batches)
        {
            foreach (long label in batch.Targets.AsSpan<long>())
            {
                draws[label]++;
            }

            yield return batch;
            FirstStep.Done();
        }
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
