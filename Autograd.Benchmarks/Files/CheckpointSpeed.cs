using System.Diagnostics;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>What it takes to write a checkpoint of a small training: the network, its optimizer, its loader and its trainer.</summary>
internal static class CheckpointSpeed
{
    private const int SamplesPerClass = 16;

    /// <summary>The least milliseconds of writing one, not flushed and flushed to the disk.</summary>
    internal static double[] Measure(string path, int rounds)
    {
        Sequential model = ColdStart.Network().Initialize(1);
        Patients patients = Patients.Of(null);
        long[] labels = patients.Labels;
        var data = new TensorDataset(Tensor.From(patients.Features, [labels.Length, Patients.FeatureCount]), Tensor.From(labels));
        var loader = new DataLoader(data, new ClassBalancedBatchSampler(labels, SamplesPerClass, seed: 1, Patients.ClassCount));
        var optimizer = new Adam(model.Parameters());
        var trainer = new Trainer(model, new CrossEntropyLoss(), optimizer);
        trainer.Step(loader.First());
        (string, IStateful)[] parts = [("optimizer", optimizer), ("batches", loader), ("trainer", trainer)];
        double[] least = [double.MaxValue, double.MaxValue];
        for (int round = 0; round < rounds; round++)
        {
            for (int flushed = 0; flushed < least.Length; flushed++)
            {
                long start = Stopwatch.GetTimestamp();
                Checkpoint.Save(path, model, parts, flush: flushed == 1);
                least[flushed] = Math.Min(least[flushed], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return least;
    }
}
