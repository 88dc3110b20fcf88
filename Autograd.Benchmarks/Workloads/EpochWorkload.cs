using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>One epoch of class-balanced batches, the sampler, the loader and the training included.</summary>
internal static class EpochWorkload
{
    private const int PerClass = 16;

    internal static Workload For(Patients patients) => new("epoch/balanced-thyroid", () => Epoch(patients));

    private static Action Epoch(Patients patients)
    {
        var dataset =
            new TensorDataset(Tensor.From(patients.Features, [patients.Labels.Length, Patients.FeatureCount]),
            Tensor.From(patients.Labels));
        var loader = new DataLoader(dataset, new ClassBalancedBatchSampler(dataset.Labels, PerClass, seed: 1));
        Sequential model =
            new Network([Patients.FeatureCount, 32, 16, Patients.ClassCount], PerClass * Patients.ClassCount, Slopes: true).Layers();
        var optimizer = new Adam(model.Parameters(), learningRate: 1e-5);
        var loss = new CrossEntropyLoss();
        return () =>
        {
            foreach (Batch batch in loader)
            {
                using var tape = new Tape();
                Tensor error = loss.Forward(model.Forward(batch.Inputs), batch.Targets);
                optimizer.ZeroGrad();
                tape.Backward(error);
                optimizer.Step();
            }
        };
    }
}
