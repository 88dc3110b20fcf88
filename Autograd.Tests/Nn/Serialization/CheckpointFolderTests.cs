using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>A trainer writes checkpoints to a folder of its own, keeps the last ones, and goes on where one cannot be written.</summary>
public sealed class CheckpointFolderTests
{
    private static readonly TensorDataset s_data = TrainerProblem.Data(60);

    [Test]
    public void The_last_ones_are_kept_with_the_strings_of_the_user()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("run"), everyBatches: 1, keep: 2);
        trainer.Notes["who"] = "me";
        trainer.Fit(Loader(), epochs: 2);
        Names(folder).ShouldBe(["checkpoint-00000010.safetensors", "checkpoint-00000011.safetensors", "lock"]);

        Trainer other = Trainer();
        other.Resume(folder.File("run"))!.Notes["who"].ShouldBe("me");
        (other.Notes["who"], other.Steps).ShouldBe(("me", 10));
        other.Fit(Loader(), epochs: 3).History.Count.ShouldBe(3);
        Trainer().Resume(folder.File("run/checkpoint-00000010.safetensors")).ShouldNotBeNull();
        Trainer().Resume(folder.File("nothing")).ShouldBeNull();
    }

    [Test]
    public void A_folder_is_of_one_training_at_a_time()
    {
        using var folder = new TemporaryFolder();
        Trainer first = Trainer(), second = Trainer();
        first.CheckpointTo(folder.File("run"));
        second.CheckpointTo(folder.File("run"));
        foreach (EpochReport _ in first.Epochs(Loader()).Take(1))
        {
            Should.Throw<IOException>(() => second.Fit(Loader(), epochs: 1)).Message.ShouldContain("another training writes");
        }

        byte[] before = TrainerProblem.Bits(second.Model);
        Should.Throw<IOException>(() => second.Fit(Loader(), epochs: 1)).Message.ShouldContain("has checkpoints already");
        TrainerProblem.Bits(second.Model).ShouldBe(before);
        second.Resume(folder.File("run"));
        second.Fit(Loader(), epochs: 2).History.Count.ShouldBe(2);
        Names(folder).Count(name => name.EndsWith(".safetensors", StringComparison.Ordinal)).ShouldBe(2);

        // The first may go on, too: they are its own.
        first.Fit(Loader(), epochs: 1).CheckpointError.ShouldBeNull();
    }

    [Test]
    public void A_folder_that_cannot_be_written_is_an_error_at_first_and_later_a_note()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("file", [1]), everyBatches: 1);
        Should.Throw<IOException>(() => trainer.Fit(Loader(), epochs: 1));
        trainer.Steps.ShouldBe(0);

        trainer.CheckpointTo(folder.File("run"), everyBatches: 1);
        foreach (EpochReport epoch in trainer.Epochs(Loader()).Take(3))
        {
            switch (epoch.Epoch)
            {
                case 1:
                    trainer.CheckpointError.ShouldBeNull();
                    Directory.Move(folder.File("run"), folder.File("elsewhere"));
                    break;
                case 2:
                    trainer.CheckpointError.ShouldNotBeNull().ShouldContain(folder.File("run"));
                    Directory.Move(folder.File("elsewhere"), folder.File("run"));
                    break;
            }
        }

        (trainer.CheckpointError, trainer.Steps).ShouldBe((null, 15));
    }

    [Test]
    public void Another_plan_network_or_trainer_is_refused_and_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("run"));
        trainer.Fit([new(Loader(), 1), new(Loader(), 1)]);

        Trainer other = Trainer(metrics: []);
        byte[] before = TrainerProblem.Bits(other.Model);
        Should.Throw<ArgumentException>(() => other.Resume(folder.File("run"))).Message
            .ShouldContain("'history.training.metric.accuracy' is nothing");
        other = Trainer(plateau: new(0.01));
        Should.Throw<ArgumentException>(() => other.Resume(folder.File("run"))).Message.ShouldContain("plateau");
        TrainerProblem.Bits(other.Model).ShouldBe(before);

        other = Trainer();
        other.Resume(folder.File("run"));
        Should.Throw<ArgumentException>(() => other.Fit(Loader(), epochs: 3)).Message.ShouldContain("in phase 2, and the plan has 1");
        Should.Throw<ArgumentException>(() => other.Fit([new(Loader(), 1), new([], 1)])).Message.ShouldContain("batches.1");
        other.Fit([new(Loader(), 1), new(Loader(), 2)]).History.Count.ShouldBe(3);
        TrainerProblem.Bits(other.Model).ShouldNotBe(before);
    }

    [Test]
    public void A_schedule_that_just_suffices_suffices_when_it_goes_on()
    {
        using var folder = new TemporaryFolder();
        for (int epochs = 2; epochs <= 4; epochs += 2)
        {
            Trainer trainer = Trainer(schedule: Schedule.OneCycle(0.05, steps: 20));
            trainer.CheckpointTo(folder.File("run"));
            trainer.Resume(folder.File("run"));
            trainer.Fit(Loader(), epochs: epochs).Steps.ShouldBe(5 * epochs);
        }

        Trainer longer = Trainer(schedule: Schedule.OneCycle(0.05, steps: 20));
        longer.Resume(folder.File("run"));
        Should.Throw<ArgumentException>(() => longer.Fit(Loader(), epochs: 5)).Message.ShouldContain("too short for 25 steps after 0");
    }

    [Test]
    public void One_that_is_damaged_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("run"), everyBatches: 1);
        trainer.Fit(Loader(), epochs: 1);
        string newest = folder.File("run/checkpoint-00000006.safetensors");
        using (FileStream file = File.OpenWrite(newest))
        {
            file.SetLength(file.Length - 1);
        }

        Should.Throw<TensorFileException>(() => Trainer().Resume(folder.File("run"))).Message.ShouldContain(Path.GetFileName(newest));
    }

    [Test]
    public void It_is_written_between_epochs_by_hand_too()
    {
        using var folder = new TemporaryFolder();
        Trainer undisturbed = Trainer(), trainer = Trainer(), resumed = Trainer();
        undisturbed.Fit(Loader(), epochs: 4);
        foreach (EpochReport epoch in trainer.Epochs(Loader()).Take(2))
        {
            trainer.SaveCheckpoint(folder.File("run"));
        }

        resumed.Resume(folder.File("run"));
        resumed.History.Select(epoch => epoch.Loss).ShouldBe(undisturbed.History.Take(2).Select(epoch => epoch.Loss));
        TrainingResult result = resumed.Fit(Loader(), epochs: 4);
        resumed.History.Select(epoch => epoch.Loss).ShouldBe(undisturbed.History.Select(epoch => epoch.Loss));
        TrainerProblem.Bits(resumed.Model).ShouldBe(TrainerProblem.Bits(undisturbed.Model));
        (result.History.Count, result.Steps).ShouldBe((4, 20));
    }

    private static DataLoader Loader() => new(s_data, batchSize: 12, seed: 3);

    private static Trainer Trainer(IReadOnlyList<Metric>? metrics = null, ReduceOnPlateau? plateau = null, Schedule? schedule = null)
    {
        Sequential model = TrainerProblem.Model();
        return new(model, new CrossEntropyLoss(), new Adam(model.Parameters(), 0.01))
        {
            Metrics = metrics ?? [Metric.Accuracy],
            Plateau = plateau,
            Schedule = schedule,
        };
    }

    private static IEnumerable<string> Names(TemporaryFolder folder) =>
        Directory.GetFiles(folder.File("run")).Select(file => Path.GetFileName(file)).Order();
}
