using System.Runtime.InteropServices;
using Autograd.Core;
using Autograd.Distributed;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Documentation;

/// <summary>The examples of docs/distributed.md, on one process.</summary>
public sealed class DistributedExamples
{
    [Test]
    public void A_training_on_however_many_processes()
    {
        try
        {
            using var world = MpiWorld.Initialize();
            Tensor numbers = Tensor.Normal([2000, 4], new Generator(1));
            var data = new TensorDataset(numbers, numbers.ArgMax(-1));
            (TensorDataset train, TensorDataset validation) = data.Split(validation: 0.2, seed: 1);
            Sequential model = new Sequential(new Linear(4, 16), new PRelu(), new Linear(16, 4)).Initialize(seed: 1);
            var optimizer = new Adam(model.Parameters(), learningRate: 1e-2);
            var trainer = new Trainer(model, new CrossEntropyLoss(), optimizer) { Parallel = world.Parallel(model, optimizer) };
            trainer.Fit(new DataLoader(train, batchSize: 64, seed: 1), new DataLoader(validation, batchSize: 64), epochs: 3);
            if (world.Rank == 0)
            {
                Console.WriteLine(trainer.History[^1]);
                model.Save("largest.safetensors");
            }

            File.Exists("largest.safetensors").ShouldBeTrue();
            trainer.History[^1].Validation!.Loss.ShouldBeLessThan(0.5);
            trainer.Parallel!.Chunks.ShouldBe(8);
            using var folder = new TemporaryFolder();
            Kept(trainer, folder.File("checkpoints"));
        }
        finally
        {
            File.Delete("largest.safetensors");
        }
    }

    [Test]
    public void A_loop_by_hand_and_a_stop()
    {
        using var world = MpiWorld.Initialize();
        TensorDataset train = TrainerProblem.Data(120);
        Sequential model = TrainerProblem.Model();
        var optimizer = new Adam(model.Parameters());
        var loader = new DataLoader(train, batchSize: 64, seed: 1);

        DataParallel parallel = world.Parallel(model, optimizer, divisor: part => part.Count, perChunkStatistics: true);
        foreach (Batch batch in loader)
        {
            optimizer.ZeroGrad();
            double value = parallel.Backward(
                batch, part => model.Forward(part.Inputs), (answers, targets) => answers.CrossEntropy(targets));
            optimizer.Step();
        }

        var trainer = new Trainer(model, new CrossEntropyLoss(), optimizer) { Parallel = parallel };
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var stop = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create((PosixSignal)10, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        trainer.Fit(loader, epochs: 100, cancellationToken: stop.Token);

        trainer.Steps.ShouldBe(200);
    }

    private static void Kept(Trainer trainer, string folder)
    {
        trainer.CheckpointTo(folder, keep: 2);                      // rank 0 writes them
        trainer.Resume(folder);                                     // on all ranks: goes on from the last one, if there is one
    }
}
