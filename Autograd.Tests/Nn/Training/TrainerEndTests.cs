using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Training;

/// <summary>However a training ends, the best weights come back; and it ends when it should.</summary>
public sealed class TrainerEndTests
{
    private const int Epochs = 6;
    private static readonly TensorDataset s_data = TrainerProblem.Data(90), s_validation = TrainerProblem.Data(40, seed: 2);

    [TestCase("end")]
    [TestCase("break")]
    [TestCase("cancel")]
    [TestCase("exception")]
    public void The_best_weights_come_back(string ending)
    {
        // What it comes to after each epoch, without anything that puts weights back.
        List<byte[]> weights = [];
        List<double> losses = [];
        Sequential model = TrainerProblem.Model();
        Trainer trainer = Of(model);
        foreach (EpochReport _ in trainer.Epochs(new ThenWrong()).Take(Epochs))
        {
            weights.Add(TrainerProblem.Bits(model));
            losses.Add(trainer.Evaluate(Validation()).Loss);
        }

        int best = losses.IndexOf(losses.Min());
        best.ShouldBeInRange(1, 3);

        Sequential other = TrainerProblem.Model();
        using var source = new CancellationTokenSource();
        TrainingResult? result = null;
        switch (ending)
        {
            case "end":
                result = Of(other).Fit(new ThenWrong(), Validation(), Epochs);
                break;
            case "cancel":
                var wrong = new ThenWrong { AtEpoch = (Epochs + 1, () => source.Cancel()) };
                result = Of(other).Fit(wrong, Validation(), epochs: 100, cancellationToken: source.Token);
                break;
            case "break":
                foreach (EpochReport report in Of(other).Epochs(new ThenWrong(), Validation()))
                {
                    if (report.Epoch == Epochs)
                    {
                        break;
                    }
                }

                break;
            default:
                var failing = new ThenWrong { AtEpoch = (Epochs + 1, () => throw new IOException("disk")) };
                Should.Throw<IOException>(() => Of(other).Fit(failing, Validation()));
                break;
        }

        TrainerProblem.Bits(other).ShouldBe(weights[best]);
        if (result is not null)
        {
            result.End.ShouldBe(ending == "end" ? TrainingEnd.Completed : TrainingEnd.Cancelled);
            result.History.Count.ShouldBe(Epochs);
            result.Best!.Epoch.ShouldBe(best + 1);
            result.Best.Validation!.Loss.ShouldBe(losses[best]);
        }
    }

    [Test]
    public void Without_validation_the_last_weights_stay()
    {
        Sequential model = TrainerProblem.Model();
        byte[]? last = null;
        foreach (EpochReport report in Of(model).Epochs(new ThenWrong()).Take(Epochs))
        {
            last = TrainerProblem.Bits(model);
        }

        TrainerProblem.Bits(model).ShouldBe(last);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void It_stops_when_patience_is_at_its_end(int patience)
    {
        Sequential model = TrainerProblem.Model();
        TrainingResult result = Of(model, new(patience)).Fit(new ThenWrong(), Validation());
        result.End.ShouldBe(TrainingEnd.StoppedEarly);
        result.History.Count.ShouldBe(result.Best!.Epoch + patience);
    }

    [Test]
    public void A_metric_is_watched_in_its_own_direction()
    {
        Sequential model = TrainerProblem.Model();
        TrainingResult result = Of(model, new(2, Metric.Accuracy)).Fit(new ThenWrong(), Validation());
        result.End.ShouldBe(TrainingEnd.StoppedEarly);
        result.Best!.Validation![Metric.Accuracy].ShouldBe(result.History.Max(epoch => epoch.Validation![Metric.Accuracy]));
    }

    [Test]
    public void Progress_that_is_too_little_does_not_count()
    {
        Sequential model = TrainerProblem.Model();
        var stopping = new EarlyStopping(patience: 2, minimumImprovement: 100);
        Of(model, stopping).Fit(new ThenWrong(), Validation()).History.Count.ShouldBe(3);
    }

    [Test]
    public void A_loss_that_is_not_finite_is_told_before_it_changes_a_parameter()
    {
        Sequential model = TrainerProblem.Model();
        byte[] before = [.. model.Parameters().SelectMany(parameter => Numbers.Bits(parameter.Value))];
        Batch batch = new(Tensor.Full([2, 4], double.NaN), Tensor.Zeros([2], DType.Int64));
        Should.Throw<NotFiniteNumberException>(() => Of(model).Step(batch)).Message.ShouldContain("the loss is NaN in step 0");
        model.Parameters().SelectMany(parameter => Numbers.Bits(parameter.Value)).ShouldBe(before);
    }

    [Test]
    public void Progress_tells_the_last_epoch_and_is_rare_before_it()
    {
        Sequential model = TrainerProblem.Model();
        var seen = new Recorder();
        TrainingResult result = Of(model).Fit(new DataLoader(s_data, batchSize: 45), epochs: 20, progress: seen);
        TrainingProgress last = seen.All[^1];
        (last.Epoch, last.Epochs, last.Batch, last.Batches).ShouldBe((20, 20, 2, 2));
        last.LastEpoch.ShouldBe(result.History[^1]);
        last.Loss.ShouldBe(result.History[^1].Loss);
        seen.All.Count.ShouldBeLessThan((int)(result.Elapsed.TotalSeconds * 10) + 3);
    }

    [Test]
    public void What_cannot_be_is_refused_before_an_epoch_is_trained()
    {
        Sequential model = TrainerProblem.Model();
        Trainer trainer = Of(model, new());
        Refusal<InvalidOperationException>(
            () => trainer.Epochs(new ThenWrong()), "EarlyStopping watches validation data, and there is none");
        Refusal<InvalidOperationException>(() => trainer.Fit(new ThenWrong()), "data.Split");
        Refusal<InvalidOperationException>(
            () => Of(model, new(3, Metric.R2)).Epochs(new ThenWrong(), Validation()), "R², which is not among the Metrics");
        Refusal<InvalidOperationException>(
            () => new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1)) { Plateau = new(0.1) }
                .Fit(new ThenWrong()), "Plateau");
        Refusal<ArgumentException>(() => trainer.Fit(Array.Empty<TrainingPhase>(), Validation()), "a plan is one phase or more");
        Refusal<ArgumentException>(() => trainer.Fit(Array.Empty<Batch>(), Validation(), 1), "there is no batch");
        Refusal<ArgumentException>(() => trainer.Fit(new ThenWrong(), [], 1), "there is no batch");
        Refusal<ArgumentException>(
            () => _ = new Trainer(model, new CrossEntropyLoss(reduction: Reduction.None), trainer.Optimizer), "reduction None");
        Refusal<ArgumentException>(() => _ = trainer.Evaluate(Validation())[Metric.R2], "R² was not measured, only the loss, accuracy");
        Refusal<ArgumentOutOfRangeException>(() => _ = new EarlyStopping(0), "patience");
        Refusal<ArgumentOutOfRangeException>(() => _ = new TrainingPhase([], -1), "epochs");
    }

    [Test]
    public void What_would_train_nothing_or_stop_midway_is_refused_at_once()
    {
        Sequential model = TrainerProblem.Model();
        Refusal<ArgumentException>(
            () => _ = new Trainer(model, new CrossEntropyLoss(), new Sgd(TrainerProblem.Model().Parameters(), 0.1)),
            "no parameter of the optimizer is part of the model");
        var optimizer = new Sgd(model.Parameters(), 0.1);
        Refusal<ArgumentException>(
            () => new Trainer(model, new CrossEntropyLoss(), optimizer) { Schedule = Schedule.OneCycle(0.1, 17) }
                .Fit(new DataLoader(s_data, batchSize: 16), epochs: 3), "the schedule is too short for 18 steps");
        Refusal<ArgumentException>(
            () => new Trainer(model, batch => model.Forward(batch.Inputs), (answer, _) => answer, optimizer).Step(s_data.BatchOf(0, 1)),
            "the loss is [2, 3]; expected one number");
        TensorDataset oneClass = new(s_data.Inputs, Tensor.Zeros([90], DType.Int64));
        Refusal<InvalidOperationException>(
            () => new Trainer(model, new CrossEntropyLoss(), optimizer)
            {
                Metrics = [Metric.RocAuc],
                EarlyStopping = new(3, Metric.RocAuc),
            }.Fit(new DataLoader(s_data, batchSize: 16), new DataLoader(oneClass, batchSize: 90)), "ROC area, which was NaN");
    }

    [Test]
    public void A_guarded_training_names_the_op()
    {
        Sequential model = TrainerProblem.Model();
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1)) { Guard = true };
        Batch batch = new(Tensor.Full([2, 4], double.NaN), Tensor.Zeros([2], DType.Int64));
        Should.Throw<NotFiniteNumberException>(() => trainer.Step(batch)).Message.ShouldContain("linear");
    }

    private static void Refusal<TException>(Action action, string part) where TException : Exception =>
        Should.Throw<TException>(action).Message.ShouldContain(part);

    private static Trainer Of(Layer model, EarlyStopping? stopping = null) =>
        new(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), learningRate: 0.3))
        {
            EarlyStopping = stopping,
            Metrics = [Metric.Accuracy],
        };

    private static DataLoader Validation() => new(s_validation, batchSize: 16);

    /// <summary>Batches to learn from for three epochs, and then with wrong targets.</summary>
    private sealed class ThenWrong : IEnumerable<Batch>
    {
        private readonly DataLoader _loader = new(s_data, batchSize: 16, seed: 3);
        private int _epochs;

        public (int Epoch, Action Act) AtEpoch { get; init; }

        public IEnumerator<Batch> GetEnumerator()
        {
            if (++_epochs == AtEpoch.Epoch)
            {
                AtEpoch.Act();
            }

            foreach (Batch batch in _loader)
            {
                yield return _epochs <= 3 ? batch : Turned(batch);
            }
        }

        private static Batch Turned(Batch batch) =>
            batch with { Targets = Tensor.From(Array.ConvertAll(batch.Targets.ToArray<long>(), label => 2 - label)) };

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Recorder : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value) => All.Add(value);
    }
}
