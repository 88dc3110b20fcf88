using Autograd.Nn;
using Autograd.Tests.Nn.Training;
using static Autograd.Tests.Nn.Serialization.CheckpointedProblem;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>A trainer writes checkpoints to a folder of its own, keeps the last ones, and goes on where one cannot be written.</summary>
public sealed class CheckpointFolderTests
{
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
        Should.Throw<TensorFileException>(() => Trainer().Resume(folder.File("run"))).Message
            .ShouldContain("The one before is");
    }

    [Test]
    public void How_the_folder_is_written_and_which_call_comes_first_does_not_matter()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("run") + "/");
        trainer.Fit(Loader(), epochs: 1);
        for (int epochs = 2; epochs <= 3; epochs++)
        {
            trainer = Trainer();
            trainer.Resume(epochs == 2 ? folder.File("run") : Directory.GetFiles(folder.File("run"), "*.safetensors").Max()!);
            trainer.CheckpointTo(folder.File("run") + "/");
            trainer.Fit(Loader(), epochs: epochs).History.Count.ShouldBe(epochs);
        }

        Should.Throw<FileNotFoundException>(() => Trainer().Resume(folder.File("run/checkpoint-1.safetensors")));
    }

    [Test]
    public void Where_the_folder_is_taken_at_first_nothing_of_the_training_is_lost()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer(), resumed = Trainer();
        trainer.CheckpointTo(folder.File("run"));
        trainer.Fit(Loader(), epochs: 2);
        resumed.CheckpointTo(folder.File("run"));
        resumed.Resume(folder.File("run"));
        using (new FileStream(folder.File("run/lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Should.Throw<IOException>(() => resumed.Fit(Loader(), epochs: 3));
        }

        resumed.Fit(Loader(), epochs: 3).History.Count.ShouldBe(3);
        resumed.Steps.ShouldBe(15);
    }

    [Test]
    public void While_it_trains_no_folder_is_given_and_nothing_resumed()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        foreach (EpochReport _ in trainer.Epochs(Loader()).Take(1))
        {
            Should.Throw<InvalidOperationException>(() => trainer.CheckpointTo(folder.File("run")));
            Should.Throw<InvalidOperationException>(() => trainer.Resume(folder.File("run")));
        }

        trainer.CheckpointTo(folder.File("run"));
    }

    private static IEnumerable<string> Names(TemporaryFolder folder) =>
        Directory.GetFiles(folder.File("run")).Select(file => Path.GetFileName(file)).Order();
}
