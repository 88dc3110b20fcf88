using System.Security.Cryptography;
using System.Text;
using Autograd.Core;
using Autograd.Distributed;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Distributed;

/// <summary>A training with most of what a trainer can do, on however many ranks.</summary>
internal static class SharedTraining
{
    private const int Chunks = 4, MillisecondsPerBatch = 8;

    /// <summary>Trains, and tells what became of it: weights, ledger and history, to the bit.</summary>
    /// <param name="world">The ranks.</param>
    /// <param name="folder">Where checkpoints are, from which it goes on; then each batch takes long enough to be killed in.</param>
    public static string Run(MpiWorld world, string? folder = null)
    {
        TensorDataset data = TrainerProblem.Data(60), unseen = TrainerProblem.Data(31, seed: 2);
        Sequential model = new Sequential(new Linear(4, 8), new PRelu(8), new Dropout(0.2), new Linear(8, 3)).Initialize(9);
        var optimizer = new Adam(model.Parameters(), 0.02);
        var loss = new CrossEntropyLoss(Tensor.From([1f, 0.5f, 2f]));
        var sampler = new ClassBalancedBatchSampler(data.Labels, 3, seed: 4);
        Tensor Predict(Batch batch)
        {
            Thread.Sleep(folder is not null && model.IsTraining ? MillisecondsPerBatch : 0);
            return model.Forward(batch.Inputs);
        }

        using var stop = new CancellationTokenSource();
        float[] weights = [1, 0.5f, 2];
        var trainer = new Trainer(model, Predict, loss.Forward, optimizer)
        {
            Parallel = world.Parallel(model, optimizer, Chunks, divisor: part => Weight(part, weights)),
            Schedule = Schedule.Cosine(0.03, 0.001, 60),
            ClipNorm = 0.9,
            BatchesPerStep = 2,
            EarlyStopping = new(patience: 3),
            Metrics = [Metric.Accuracy, Metric.RocAuc, Metric.LogLoss],
        };
        if (folder is not null)
        {
            trainer.CheckpointTo(folder, everyBatches: 1, keep: 2);
            trainer.Resume(folder);
        }

        TrainingPhase[] plan =
        [
            new(new DataLoader(data, sampler), 4),
            new(new DataLoader(data, 7, seed: 7) { Ahead = 1 }, 2) { RateFactor = 0.3 },
        ];
        foreach (EpochReport _ in trainer.Epochs(plan, new DataLoader(unseen, 6), stop.Token))
        {
        }

        string text = string.Join('\n', [.. trainer.History.Select(epoch => FormattableString.Invariant($"{epoch}")), $"{sampler.Ledger}"]);
        byte[] bits = [.. TrainerProblem.Bits(model), .. Encoding.UTF8.GetBytes(text)];
        return Convert.ToHexStringLower(SHA256.HashData(bits))[..16];
    }

    private static double Weight(Batch part, float[] weights)
    {
        double sum = 0;
        foreach (long label in part.Targets.AsSpan<long>())
        {
            sum += weights[label];
        }

        return sum;
    }
}
