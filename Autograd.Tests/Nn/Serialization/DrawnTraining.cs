using System.Collections;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>What a training came to.</summary>
internal sealed record TrainingOutcome(bool IsOver, byte[] Weights, string Text);

/// <summary>A training drawn by a seed: network, optimizer, batches, plan, schedule, and what else a trainer can do.</summary>
internal sealed record DrawnTraining(ulong Seed)
{
    private static readonly TensorDataset s_data = TrainerProblem.Data(60), s_unseen = TrainerProblem.Data(30, seed: 2);

    /// <summary>What is not taken up again, as a planted fault.</summary>
    public string? Forgotten { get; init; }

    /// <summary>A checkpoint that it goes on from, without writing any.</summary>
    public string? From { get; init; }

    /// <summary>How many checkpoints are kept.</summary>
    public int Keep { get; init; } = 2;

    /// <summary>How long a batch takes besides, so that it can be killed in the midst.</summary>
    public int MillisecondsPerBatch { get; init; }

    /// <summary>Trains to the end, or until it is stopped after some batches.</summary>
    /// <param name="folder">Where checkpoints are, from which it goes on; none where nobody disturbs it.</param>
    /// <param name="everyBatches">After how many batches there is a checkpoint.</param>
    /// <param name="stopAfter">After how many batches it is stopped.</param>
    /// <param name="isKilled">Whether it is killed, so that the last checkpoint is what is left, or asked to stop.</param>
    /// <param name="threads">The number of threads.</param>
    public TrainingOutcome Run(string? folder = null, int everyBatches = 1, int stopAfter = 0, bool isKilled = false, int threads = 1)
    {
        using var limit = new ThreadLimit(threads);
        var random = new Random((int)Seed);
        Sequential model = Model(random);
        using var stop = new CancellationTokenSource();
        int batches = 0;
        Tensor Predict(Batch batch)
        {
            Thread.Sleep(MillisecondsPerBatch);
            if (folder is not null && model.IsTraining && ++batches >= stopAfter)
            {
                stop.Cancel();
                _ = isKilled && batches > stopAfter ? throw new KilledException() : 0;
            }

            return model.Forward(batch.Inputs);
        }

        var loss = new CrossEntropyLoss();
        Optimizer optimizer = Optimizer(random, model);
        bool validates = random.Next(4) > 0, hasPlateau = validates && random.Next(3) == 0;
        var trainer = new Trainer(model, Predict, loss.Forward, optimizer)
        {
            Schedule = hasPlateau || random.Next(2) == 0 ? null : Schedule.Cosine(0.05, 0.001, 60),
            Plateau = hasPlateau ? new(0.03, factor: 0.5, patience: 0) : null,
            ClipNorm = random.Next(2) == 0 ? null : 0.7,
            BatchesPerStep = random.Next(1, 4),
            EarlyStopping = validates && random.Next(2) == 0 ? new(patience: 2) : null,
            Metrics = random.Next(2) == 0 ? []
                : [Metric.Accuracy, Metric.RocAuc, Metric.LogLoss, Metric.CalibrationError(), Metric.TopK(2)],
        };
        IEnumerable<Batch>? validation = validates ? new DataLoader(s_unseen, batchSize: 13) : null;
        TrainingPhase[] plan =
        [
            new(Batches(random), random.Next(1, 4)),
            .. random.Next(2) == 0 ? (TrainingPhase[])[]
                : [new(Batches(random), random.Next(1, 3)) { RateFactor = 0.3, Trained = model[^1] }],
        ];
        if (folder is not null)
        {
            trainer.CheckpointTo(folder, everyBatches: everyBatches, keep: Keep);
            Forget(folder);
            trainer.Resume(folder);
        }
        else if (From is not null)
        {
            trainer.Resume(From);
        }

        try
        {
            foreach (EpochReport epoch in trainer.Epochs(plan, validation, isKilled ? default : stop.Token))
            {
                ActBetween(epoch, model, optimizer);
            }

            return new(!stop.IsCancellationRequested || isKilled, TrainerProblem.Bits(model), Text(trainer));
        }
        catch (KilledException)
        {
            return new(false, [], "");
        }
    }

    // What a loop does between epochs of some trainings: it sets rates, freezes and frees.
    private void ActBetween(EpochReport epoch, Sequential model, Optimizer optimizer)
    {
        if (Seed % 3 == 0)
        {
            optimizer.LearningRate *= 0.9;
            optimizer.Groups[0].RateFactor *= 0.8;
            model.NamedParameters().First().Parameter.RequiresGrad = epoch.Epoch % 2 == 0;
            (epoch.Epoch % 2 == 0 ? (Action)model[1].Eval : model[1].Train)();
        }
    }

    // What is told of it, without the time.
    private static string Text(Trainer trainer) => string.Join(
        '\n', trainer.History
            .Select(epoch => FormattableString.Invariant($"{epoch} {epoch.Phase} {epoch.Steps} {epoch.LearningRate:R}"))
            .Append($"{trainer.Steps}"));

    private static Sequential Model(Random random) => random.Next(3) switch
    {
        0 => TrainerProblem.Model(),
        1 => new Sequential(new Linear(4, 6), new RRelu(), new Linear(6, 6), new AlphaDropout(0.2), new Linear(6, 3)).Initialize(3),
        _ => new Sequential(new Linear(4, 8), new PRelu(8), new LayerNorm(8), new Dropout(0.3), new Linear(8, 3)).Initialize(9),
    };

    private static Optimizer Optimizer(Random random, Module model) => random.Next(6) switch
    {
        0 => new Sgd(model.Parameters(), 0.05, momentum: 0.9),
        1 => new Adam(model.Parameters(), 0.02),
        2 => new AdamW(model.Parameters(), 0.02),
        3 => new RmsProp(model.Parameters(), 0.01, momentum: 0.5),
        4 => new Adagrad(model.Parameters(), 0.05),
        _ => new Lion(model.Parameters(), 0.003),
    };

    private static IEnumerable<Batch> Batches(Random random)
    {
        int kind = random.Next(8), size = 5 + random.Next(4), ahead = random.Next(2) * 3;
        Func<Batch, Generator, Batch>? augment = random.Next(2) == 0 ? null
            : (batch, generator) => batch with { Inputs = batch.Inputs + (Tensor.Normal(batch.Inputs.Shape, generator) * 0.1) };
        return kind switch
        {
            0 => new DataLoader(s_data, new ClassBalancedBatchSampler(s_data.Labels, 3, seed: 4)) { Ahead = ahead, Augment = augment },
            1 => new DataLoader(s_data, batchSize: size, seed: 7) { Ahead = ahead, Augment = augment },
            2 => new DataLoader(s_data, batchSize: size) { Ahead = ahead, Augment = augment },
            3 => new DataLoader(s_data, new RandomBatchSampler(s_data.Count, size, 3, dropLast: true)) { Ahead = ahead },
            4 => [.. Enumerable.Range(0, 5).Select(i => s_data.BatchOf([i, i + 7L, i + 20L]))],
            5 => new Followed([.. Enumerable.Range(0, 4).Select(i => s_data.BatchOf([i + 3L, i + 9L, i + 21L]))]),
            6 => new Wrapped(new DataLoader(s_data, batchSize: size) { Ahead = ahead, Augment = augment }),
            _ => new DataLoader(s_data, new WeightedBatchSampler([.. Enumerable.Range(0, 60).Select(i => 1.0 + i)], size, seed: 2)),
        };
    }

    // Zeros where there were numbers, and other random numbers than those that were to come.
    private void Forget(string folder)
    {
        if (Forgotten is null || Directory.GetFiles(folder, "*.safetensors").Order().LastOrDefault() is not { } file)
        {
            return;
        }

        Dictionary<string, Tensor> tensors = new(SafeTensors.Read(file));
        foreach (string name in tensors.Keys.Where(name => name.Contains(Forgotten, StringComparison.Ordinal)))
        {
            tensors[name] = tensors[name] is { DType: DType.Int64, Count: 2 } generator
                ? Tensor.From([generator.AsSpan<long>()[0] + 1, 0])
                : Tensor.Zeros(tensors[name].Shape, tensors[name].DType);
        }

        using SafeTensorsFile before = SafeTensorsFile.Open(file);
        SafeTensors.Write(file, tensors, before.Metadata);
    }

    private sealed class KilledException : Exception;

    // Batches of a user's own that remember their place, and forget it when the epoch is over.
    private sealed class Followed(Batch[] batches) : IEnumerable<Batch>, IStateful
    {
        private int _given;

        public IEnumerator<Batch> GetEnumerator()
        {
            foreach (Batch batch in batches.Skip(_given))
            {
                _given++;
                yield return batch;
            }

            _given = 0;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public IReadOnlyDictionary<string, Tensor> StateDict() =>
            new Dictionary<string, Tensor> { ["given"] = Tensor.From([(long)_given]) };

        public void LoadState(IReadOnlyDictionary<string, Tensor> state) => _given = (int)state["given"].AsSpan<long>()[0];
    }

    private sealed class Wrapped(DataLoader loader) : IEnumerable<Batch>, IStateful
    {
        public IEnumerator<Batch> GetEnumerator() => loader.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public IReadOnlyDictionary<string, Tensor> StateDict() => loader.StateDict();

        public void LoadState(IReadOnlyDictionary<string, Tensor> state) => loader.LoadState(state);
    }
}
