using Autograd.Core;
using Autograd.Distributed;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Documentation;

/// <summary>The example of docs/distributed.md, on one process.</summary>
public sealed class DistributedExamples
{
    [Test]
    public void A_training_on_however_many_processes()
    {
        TensorDataset train = TrainerProblem.Data(120), validation = TrainerProblem.Data(60, seed: 2);
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");

        using var world = MpiWorld.Initialize();
        Sequential model = new Sequential(new Linear(4, 16), new PRelu(), new Linear(16, 3)).Initialize(seed: 1);
        var optimizer = new Adam(model.Parameters(), learningRate: 1e-3);
        var trainer = new Trainer(model, new CrossEntropyLoss(), optimizer) { Parallel = world.Parallel(model, optimizer) };
        trainer.Fit(new DataLoader(train, batchSize: 64, seed: 1), new DataLoader(validation, batchSize: 64), epochs: 3);
        if (world.Rank == 0)
        {
            model.Save(path);
        }

        File.Exists(path).ShouldBeTrue();
        trainer.Parallel!.Chunks.ShouldBe(8);
        Kept(trainer, folder.File("checkpoints"));
    }

    private static void Kept(Trainer trainer, string folder)
    {
        trainer.CheckpointTo(folder, keep: 2);                      // rank 0 writes them
        trainer.Resume(folder);                                     // on all ranks: goes on from the last one, if there is one
    }
}
