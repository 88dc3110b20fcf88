using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>A small training for the tests of checkpoints: five batches an epoch, with Adam.</summary>
internal static class CheckpointedProblem
{
    public static TensorDataset Patients { get; } = TrainerProblem.Data(60);

    public static DataLoader Loader(Func<Batch, Generator, Batch>? augment = null) =>
        new(Patients, batchSize: 12, seed: 3) { Augment = augment };

    public static Trainer Trainer(IReadOnlyList<Metric>? metrics = null, ReduceOnPlateau? plateau = null, Schedule? schedule = null)
    {
        Sequential model = TrainerProblem.Model();
        return new(model, new CrossEntropyLoss(), new Adam(model.Parameters(), 0.01))
        {
            Metrics = metrics ?? [Metric.Accuracy],
            Plateau = plateau,
            Schedule = schedule,
        };
    }
}
