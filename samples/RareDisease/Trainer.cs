using System.Diagnostics;
using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace RareDisease;

/// <summary>Trains a 21-32-16-3 network with PReLU on a clinic's patients, with Adam, one way or another.</summary>
internal sealed class Trainer
{
    private const int BatchSize = 48, SamplesPerClass = BatchSize / Samples.ClassCount;
    private readonly Options _options;
    private readonly Samples _train;
    private readonly Samples _test;
    private readonly TensorDataset _trainSet;
    private readonly int _plainBatches;
    private readonly int _balancedBatches;

    /// <summary>A trainer on a clinic, whose features it standardizes by the training patients.</summary>
    internal Trainer(Clinic clinic, Options options)
    {
        var standardizer = new Standardizer(clinic.Train);
        _options = options;
        _train = standardizer.Apply(clinic.Train);
        _test = standardizer.Apply(clinic.Test);
        _trainSet = new TensorDataset(Tensor.From(_train.Features, [_train.Count, Samples.FeatureCount]), Tensor.From(_train.Labels));
        (_plainBatches, _balancedBatches) = (Plain(0).BatchCount, Balanced(0).BatchCount);
        ClassWeights = Array.ConvertAll(_train.ClassSizes, size => _train.Count / ((float)Samples.ClassCount * size));
    }

    /// <summary>N / (C · n_c) for each class c: what a patient of it counts in weighted training.</summary>
    internal float[] ClassWeights { get; }

    /// <summary>How many updates a strategy takes.</summary>
    internal long Updates(Strategy strategy)
    {
        long plain = (long)PlainEpochs * _plainBatches, balanced = (long)_options.Epochs * _balancedBatches;
        return strategy switch
        {
            Strategy.Balanced => balanced,
            Strategy.FineTuned => balanced + ((long)_options.FineTuneEpochs * _plainBatches),
            _ => plain,
        };
    }

    // As many epochs as make about the number of updates that the balanced epochs make: those are longer, for they repeat the rare classes.
    private int PlainEpochs => Math.Max(1, (int)Math.Round((double)_options.Epochs * _balancedBatches / _plainBatches));

    /// <summary>Trains a new network. It depends on the strategy and the seed alone.</summary>
    /// <exception cref="SampleException">The loss or the weights are no longer finite.</exception>
    internal TrainingResult Train(Strategy strategy, int seed, IProgressReport progress)
    {
        var clock = Stopwatch.StartNew();
        Sequential model = Network();
        model.Initialize((ulong)seed);
        float[][] slopesBefore = Slopes(model);
        long[] draws = new long[Samples.ClassCount];
        var run = new Run(strategy, seed, model, draws, progress);

        double loss = strategy is Strategy.Plain or Strategy.Weighted
            ? Fit(run, "epoch", PlainEpochs, Plain(seed), _options.LearningRate)
            : Fit(run, "epoch", _options.Epochs, Balanced(seed), _options.LearningRate);
        if (strategy == Strategy.FineTuned)
        {
            model.Freeze(_options.FineTuning == FineTuning.Output);
            model[^1].Freeze(false);
            loss = Fit(run, "fine-tuning epoch", _options.FineTuneEpochs, Plain(seed), _options.LearningRate / 10);
        }

        Evaluation evaluation = Evaluate(run);
        ClassDraws[] ledger = [.. _train.ClassSizes.Zip(draws, (size, count) => new ClassDraws(size, count))];
        return new(
            strategy, seed, Updates(strategy), clock.Elapsed.TotalSeconds, loss, evaluation, ledger, slopesBefore, Slopes(model),
            model.Digest());
    }

    /// <summary>
    /// Trains a network one step on patients of whom nothing is known, which has compiled what the real ones run through.
    /// </summary>
    internal static void TrainToy()
    {
        Sequential model = Network();
        var optimizer = new Adam(model.Parameters());
        Differentiate(model, new CrossEntropyLoss(), optimizer, Tensor.Zeros([BatchSize, Samples.FeatureCount]),
            Tensor.Zeros([BatchSize], DType.Int64));
        optimizer.Step();
    }

    private static Sequential Network() => new(
        new Linear(Samples.FeatureCount, 32), new PRelu(32), new Linear(32, 16), new PRelu(16), new Linear(16, Samples.ClassCount));

    // The loss; the gradients stay in the parameters, of which none has changed yet.
    private static double Differentiate(Sequential model, CrossEntropyLoss loss, Adam optimizer, Tensor inputs, Tensor targets)
    {
        using var tape = new Tape();
        Tensor error = loss.Forward(model.Forward(inputs), targets);
        optimizer.ZeroGrad();
        tape.Backward(error);
        return error.Item();
    }

    private double Fit(Run run, string epochName, int epochs, BatchSampler sampler, double learningRate)
    {
        // A new optimizer each time: fine-tuning must not go on with the momentum of the balanced batches.
        var optimizer = new Adam(run.Model.Parameters(), learningRate);
        var loss = new CrossEntropyLoss(run.Strategy == Strategy.Weighted ? Tensor.From(ClassWeights) : null);
        var loader = new DataLoader(_trainSet, sampler);
        double mean = 0;
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            int number = 0;
            mean = 0;
            foreach (Batch batch in loader)
            {
                number++;
                double value = Differentiate(run.Model, loss, optimizer, batch.Inputs, batch.Targets);
                if (!double.IsFinite(value))
                {
                    throw Diverged(run, $"the loss is {value} at {epochName} {epoch}, batch {number} of {loader.BatchCount}");
                }

                optimizer.Step();
                FirstStep.Done();
                mean += value * batch.Indices.Count / sampler.SampleCount;
                foreach (long label in batch.Targets.AsSpan<long>())
                {
                    run.Draws[label]++;
                }

                run.Progress.Updated(run.Strategy);
            }
        }

        return mean;
    }

    private Evaluation Evaluate(Run run)
    {
        using var scope = new TensorScope();
        Tensor logits = run.Model.Forward(Tensor.From(_test.Features, [_test.Count, Samples.FeatureCount]));
        foreach (float logit in logits.AsSpan<float>())
        {
            if (!float.IsFinite(logit))
            {
                throw Diverged(run, $"the network answers {logit} after the last batch");
            }
        }

        return Evaluation.Of(logits, _test);
    }

    private SampleException Diverged(Run run, FormattableString what)
    {
        int extreme = 0;
        for (int i = 0; i < _train.Features.Length; i++)
        {
            extreme = Math.Abs(_train.Features[i]) > Math.Abs(_train.Features[extreme]) ? i : extreme;
        }

        double reach = Math.Abs(_train.Features[extreme]);
        string weights = run.Strategy == Strategy.Weighted
            ? string.Create(CultureInfo.InvariantCulture, $" and class weights up to {ClassWeights.Max():G3}")
            : "";
        return new(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Strategy.Title()}, seed {run.Seed}: {FormattableString.Invariant(what)}, so training was stopped; likely cause: steps " +
                $"too " +
            $"large, as the learning rate is {_options.LearningRate} with features that reach {reach:F0} standard deviations (column " +
            $"{(extreme % Samples.FeatureCount) + 1}){weights}; try a smaller --learning-rate"));
    }

    private RandomBatchSampler Plain(int seed) => new(_train.Count, BatchSize, (ulong)seed);

    private ClassBalancedBatchSampler Balanced(int seed) => new(_train.Labels, SamplesPerClass, (ulong)seed, Samples.ClassCount);

    private static float[][] Slopes(Sequential model) =>
        [.. model.Children.Select(child => child.Module).OfType<PRelu>().Select(activation => activation.Slope.Value.ToArray<float>())];

    private sealed record Run(Strategy Strategy, int Seed, Sequential Model, long[] Draws, IProgressReport Progress);
}
