using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Documentation;

/// <summary>The code of docs/saving.md and docs/training.md about checkpoints, run.</summary>
public sealed class CheckpointExamples : FolderExamples
{
    [Test]
    public void A_trainer_goes_on()
    {
        TensorDataset data = TrainerProblem.Data(90);
        using var stop = new CancellationTokenSource();
        byte[]? expected = null;
        for (int run = 0; run < 2; run++)
        {
            Sequential model = TrainerProblem.Model();
            var train = new DataLoader(data, batchSize: 16, seed: 1);
            var validation = new DataLoader(TrainerProblem.Data(30, seed: 2), batchSize: 256);

            var trainer = new Trainer(model, new CrossEntropyLoss(), new AdamW(model.Parameters())) { EarlyStopping = new(patience: 5) };
            trainer.CheckpointTo("runs/first", every: TimeSpan.FromMinutes(5));
            if (trainer.Resume("runs/first") is { } checkpoint)
            {
                Console.WriteLine($"going on from {checkpoint.Path}, written {checkpoint.Written}. {checkpoint.Warning}");
            }

            TrainingResult result = trainer.Fit(train, validation, epochs: 100, cancellationToken: stop.Token);

            expected ??= TrainerProblem.Bits(model);
            TrainerProblem.Bits(model).ShouldBe(expected);
            (result.CheckpointError, result.End != TrainingEnd.Cancelled).ShouldBe((null, true));
        }
    }

    [Test]
    public void A_trainer_goes_on_in_short()
    {
        Sequential model = TrainerProblem.Model();
        DataLoader train = new(TrainerProblem.Data(90), batchSize: 16, seed: 1), validation = new(TrainerProblem.Data(30, seed: 2), 64);
        var trainer = new Trainer(model, new CrossEntropyLoss(), new AdamW(model.Parameters()));
        using var stop = new CancellationTokenSource();

        trainer.CheckpointTo("runs/first", every: TimeSpan.FromMinutes(5));
        trainer.Resume("runs/first");                           // where it stopped; nothing yet the first time
        TrainingResult result = trainer.Fit(train, validation, epochs: 100, cancellationToken: stop.Token);

        result.History.Count.ShouldBe(100);
    }

    [Test]
    public void A_loop_of_ones_own_goes_on()
    {
        Sequential model = TrainerProblem.Model();
        var optimizer = new Adam(model.Parameters());
        var train = new DataLoader(TrainerProblem.Data(90), batchSize: 16, seed: 1);

        var notes = new Dictionary<string, string> { ["epoch"] = "12" };
        Checkpoint.Save("run.safetensors", model, [("optimizer", optimizer), ("train", train)], notes);

        Checkpoint checkpoint = Checkpoint.Load("run.safetensors", model, [("optimizer", optimizer), ("train", train)]);
        int epoch = int.Parse(checkpoint.Notes["epoch"], CultureInfo.InvariantCulture);

        epoch.ShouldBe(12);
    }
}
