using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;
using static Autograd.Tests.Nn.Serialization.CheckpointedProblem;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>What a trainer goes on from is what was saved, with the loss, settings and batches it was saved with, or refused.</summary>
public sealed class ResumeTests
{
    [Test]
    public void Another_plan_network_or_trainer_is_refused_and_nothing_changes()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("run"));
        trainer.Fit([new(Loader(), 1), new(Loader(), 1)]);

        Trainer other = Trainer(metrics: []);
        byte[] before = TrainerProblem.Bits(other.Model);
        Should.Throw<TensorFileException>(() => other.Resume(folder.File("run"))).Message
            .ShouldContain("'history.training.metric.accuracy' is nothing");
        other = Trainer(plateau: new(0.01));
        Should.Throw<TensorFileException>(() => other.Resume(folder.File("run"))).Message.ShouldContain("plateau");
        TrainerProblem.Bits(other.Model).ShouldBe(before);

        other = Trainer();
        other.Resume(folder.File("run"));
        Should.Throw<TensorFileException>(() => other.Fit(Loader(), epochs: 3)).Message.ShouldContain("in phase 2, and the plan has 1");
        Should.Throw<TensorFileException>(() => other.Fit([new(Loader(), 1), new([], 1)])).Message.ShouldContain("batches.1");
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

    [Test]
    public void What_throws_within_an_epoch_leaves_the_checkpoint_before()
    {
        using var folder = new TemporaryFolder();
        Trainer undisturbed = Trainer(), trainer = Trainer(), resumed = Trainer();
        undisturbed.Fit(Loader(), epochs: 3);
        int batches = 0;
        trainer.CheckpointTo(folder.File("run"), everyBatches: 2);
        DataLoader throwing = Loader((batch, _) => ++batches == 6 ? throw new NotSupportedException() : batch);
        Should.Throw<NotSupportedException>(() => trainer.Fit(throwing, epochs: 3));
        resumed.Resume(folder.File("run"));
        resumed.Fit(Loader((batch, _) => batch), epochs: 3);
        TrainerProblem.Bits(resumed.Model).ShouldBe(TrainerProblem.Bits(undisturbed.Model));

        // What no longer runs is not within an epoch.
        trainer.SaveCheckpoint(folder.File("by hand.safetensors"));
    }

    [Test]
    public void What_would_not_be_saved_is_refused_before_the_first_step()
    {
        using var folder = new TemporaryFolder();
        Sequential model = TrainerProblem.Model();
        var beside = new Linear(3, 3);
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Adam([.. model.Parameters(), .. beside.Parameters()]));
        trainer.CheckpointTo(folder.File("run"));
        Should.Throw<InvalidOperationException>(() => trainer.Fit(Loader(), epochs: 1)).Message.ShouldContain("is no part of the model");
        new Trainer(model, new CrossEntropyLoss(), trainer.Optimizer) { AlsoSaved = [("beside", beside)] }
            .SaveCheckpoint(folder.File("all"));

        trainer = Trainer([new Stateless()]);
        trainer.CheckpointTo(folder.File("run"));
        Should.Throw<NotSupportedException>(() => trainer.Fit(Loader(), epochs: 1)).Message
            .ShouldContain("cannot be saved within an epoch");
        trainer.Steps.ShouldBe(0);

        (string, IStateful?)[] wrong = [("a/b", beside), ("run", beside), ("batches.0", beside), ("x", null)];
        foreach ((string name, IStateful? part) in wrong)
        {
            Should.Throw<ArgumentException>(() => new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters()))
            {
                AlsoSaved = [(name, part!)],
            });
        }

        trainer = Trainer();
        trainer.Notes["half of a pair \ud800"] = "";
        trainer.CheckpointTo(folder.File("run"), everyBatches: 1);
        trainer.Fit(Loader(), epochs: 1).CheckpointError.ShouldNotBeNull().ShouldContain("no Unicode");
    }

    [Test]
    public void What_a_loss_remembers_is_saved_with_it()
    {
        using var folder = new TemporaryFolder();
        (Module, byte[]) Trained(bool isStopped)
        {
            Sequential model = TrainerProblem.Model();
            var trainer = new Trainer(model, new CentredLoss(), new Adam(model.Parameters(), 0.01));
            if (isStopped)
            {
                trainer.CheckpointTo(folder.File("run"));
                trainer.Resume(folder.File("run"));
            }

            trainer.Fit(Loader(), epochs: isStopped && trainer.Steps == 0 ? 1 : 2);
            return (model, TrainerProblem.Bits(model));
        }

        Trained(isStopped: true);
        Trained(isStopped: true).Item2.ShouldBe(Trained(isStopped: false).Item2);
    }

    [Test]
    public void Batches_that_are_others_are_refused_by_what_shows_it()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("loader"), everyBatches: 3);
        trainer.Fit(Loader(), epochs: 1);
        Trainer other = Trainer();
        other.Resume(folder.File("loader"));
        Should.Throw<TensorFileException>(() => other.Fit(new DataLoader(Patients, batchSize: 6, seed: 3), epochs: 2)).Message
            .ShouldContain("'batch_count' is 5; expected 10");

        trainer = Trainer();
        trainer.CheckpointTo(folder.File("list"), everyBatches: 3, keep: 9);
        trainer.Fit(Loader().Select(batch => batch), epochs: 2);
        other = Trainer();
        other.Resume(folder.File("list/checkpoint-00000002.safetensors"));
        Should.Throw<ArgumentException>(() => other.Fit(Loader().Select(batch => batch), epochs: 2)).Message
            .ShouldContain("holds other numbers");
        other.Resume(folder.File("list/checkpoint-00000001.safetensors"));
        Should.Throw<ArgumentException>(() => other.Fit([Patients.AsBatch()], epochs: 2)).Message.ShouldContain("that are done there are");
    }

    [Test]
    public void Numbers_that_cannot_be_are_refused_before_anything_changes()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("run"), keep: 1);
        trainer.Fit(Loader(), epochs: 1);
        string file = Directory.GetFiles(folder.File("run"), "*.safetensors").Single();
        Dictionary<string, Tensor> tensors = new(SafeTensors.Read(file));
        Dictionary<string, string> metadata;
        using (var opened = SafeTensorsFile.Open(file))
        {
            metadata = new(opened.Metadata);
        }

        Trainer other = Trainer();
        byte[] before = TrainerProblem.Bits(other.Model);
        foreach ((string name, Tensor wrong) in new[]
        {
            ("learning_rates", Tensor.From([double.NaN, -1])), ("settings.rate_factors", Tensor.From([-1.0])),
            ("batch", Tensor.From([-1L])),
            ("settings.decays", Tensor.From([double.PositiveInfinity])), ("phase", Tensor.From([1L << 40])),
        })
        {
            SafeTensors.Write(file, new Dictionary<string, Tensor>(tensors) { [$"state/run/{name}"] = wrong }, metadata);
            Should.Throw<TensorFileException>(() => other.Resume(file));
            TrainerProblem.Bits(other.Model).ShouldBe(before);
        }

        SafeTensors.Write(file, new Dictionary<string, Tensor>(tensors) { ["state/run/seconds"] = Tensor.From([double.NaN]) }, metadata);
        other.Resume(file);
    }

    [Test]
    public void A_rate_that_is_set_after_resuming_holds()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("run"));
        trainer.Fit(Loader(), epochs: 1);
        Trainer other = Trainer();
        other.Notes["mine"] = "stays";
        other.Resume(folder.File("run"));
        other.Optimizer.LearningRate.ShouldBe(0.01);
        other.Optimizer.LearningRate = 0.002;
        other.Fit(Loader(), epochs: 2).History[^1].LearningRate.ShouldBe(0.002);
        other.Notes["mine"].ShouldBe("stays");
    }

    [Test]
    public void Settings_that_are_others_are_warned_of()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer();
        trainer.CheckpointTo(folder.File("run"));
        trainer.Fit(Loader(), epochs: 1);
        Trainer().Resume(folder.File("run"))!.Warning.ShouldBeNull();
        Trainer(schedule: Schedule.Constant(0.1)).Resume(folder.File("run"))!.Warning.ShouldNotBeNull().ShouldContain("Schedule was none");
    }

    [Test]
    public void After_an_epoch_of_which_every_batch_was_skipped_it_goes_on()
    {
        using var folder = new TemporaryFolder();
        Batch batch = new(Tensor.Full([3, 4], double.NaN), Tensor.From([0L, 1, 2]));
        for (int epochs = 1; epochs <= 2; epochs++)
        {
            Sequential model = TrainerProblem.Model();
            var trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters()))
            {
                NonFinite = NonFiniteGradients.SkipStep,
                Metrics = [Metric.Accuracy],
            };
            trainer.CheckpointTo(folder.File("run"), everyBatches: 1);
            trainer.Resume(folder.File("run"));
            trainer.Fit([batch, batch], epochs: epochs).History.Count.ShouldBe(epochs);
        }
    }

    [Test]
    public void Saved_right_after_resuming_it_is_the_same_place()
    {
        using var folder = new TemporaryFolder();
        Trainer undisturbed = Trainer(), trainer = Trainer(), again = Trainer(), resumed = Trainer();
        undisturbed.Fit(Loader(), epochs: 3);
        trainer.CheckpointTo(folder.File("run"), everyBatches: 4);
        using (var stop = new CancellationTokenSource())
        {
            int batches = 0;
            trainer.Fit(
                Loader((batch, _) =>
                {
                    (++batches == 8 ? (Action)stop.Cancel : () => { })();
                    return batch;
                }),
                epochs: 3, cancellationToken: stop.Token).End.ShouldBe(TrainingEnd.Cancelled);
        }

        again.Resume(folder.File("run"));
        again.SaveCheckpoint(folder.File("again.safetensors"));
        resumed.Resume(folder.File("again.safetensors"));
        resumed.Fit(Loader((batch, _) => batch), epochs: 3);
        TrainerProblem.Bits(resumed.Model).ShouldBe(TrainerProblem.Bits(undisturbed.Model));
    }

    [Test]
    public void Saved_right_after_resuming_a_phase_that_froze_it_freezes_again()
    {
        using var folder = new TemporaryFolder();
        Trainer trainer = Trainer(), again = Trainer(), resumed = Trainer();
        trainer.CheckpointTo(folder.File("run"));
        trainer.Fit([new(Loader(), 1) { Trained = ((Sequential)trainer.Model)[^1] }]);
        again.Resume(folder.File("run"));
        again.SaveCheckpoint(folder.File("again.safetensors"));
        byte[] before = Laws.Numbers.Bits(again.Model.Parameters()[0].Value);
        resumed.Resume(folder.File("again.safetensors"));
        resumed.Fit([new(Loader(), 3) { Trained = ((Sequential)resumed.Model)[^1] }]).Steps.ShouldBe(15);
        Laws.Numbers.Bits(resumed.Model.Parameters()[0].Value).ShouldBe(before);
        resumed.Model.Parameters().ShouldAllBe(parameter => parameter.RequiresGrad);
    }

    // Subtracts from the answers what they were on average up to now.
    private sealed class CentredLoss : Loss
    {
        private static readonly CrossEntropyLoss s_loss = new();

        public CentredLoss() => Centre = new(Tensor.Zeros([3]));

        public ModuleBuffer Centre { get; private init => field = Register(value); }

        protected override Tensor Compute(Tensor predictions, Tensor targets)
        {
            Tensor error = s_loss.Forward(predictions - Centre.Value.Detach(), targets);
            Centre.Assign(((Centre.Value * 0.9) + (predictions.Detach().Mean(0) * 0.1)).Detach());
            return error;
        }
    }

    private sealed class Stateless() : Metric("nothing", true, "anything")
    {
        public override MetricAccumulator Start() => new Accumulator();

        private sealed class Accumulator : MetricAccumulator
        {
            public override double Value => 0;

            public override void Update(Tensor predictions, Tensor targets)
            {
            }

            public override void Merge(MetricAccumulator other)
            {
            }
        }
    }
}
