using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Training;

/// <summary>The trainer does what the loop by hand does, to the bit; and what it evaluates and predicts is of the network in use.</summary>
public sealed class TrainerTests
{
    private static readonly TensorDataset s_data = TrainerProblem.Data(90);

    [Test]
    public void It_trains_as_the_loop_by_hand_does_to_the_bit()
    {
        Sequential model = TrainerProblem.Model(), byHand = TrainerProblem.Model();
        Schedule schedule = Schedule.Cosine(0.01, 0, 40);
        TrainingResult result = new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters()))
        {
            ClipNorm = 0.5,
            Schedule = schedule,
        }.Fit(Loader(), epochs: 3);

        var optimizer = new Adam(byHand.Parameters());
        var loss = new CrossEntropyLoss();
        DataLoader loader = Loader();
        long step = 0;
        for (int epoch = 0; epoch < 3; epoch++)
        {
            foreach ((Tensor inputs, Tensor targets) in loader)
            {
                using var tape = new Tape();
                Tensor error = loss.Forward(byHand.Forward(inputs), targets);
                optimizer.ZeroGrad();
                tape.Backward(error);
                GradientClipping.ByNorm(optimizer, 0.5);
                optimizer.LearningRate = schedule.At(step++);
                optimizer.Step();
            }
        }

        TrainerProblem.Bits(model).ShouldBe(TrainerProblem.Bits(byHand));
        (result.End, result.Steps, result.History.Count).ShouldBe((TrainingEnd.Completed, step, 3));
    }

    [Test]
    public void Several_batches_a_step_are_one_of_their_mean_and_the_last_step_takes_what_is_left()
    {
        Layer model = new Linear(4, 3).Initialize(1), large = new Linear(4, 3).Initialize(1);
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1)) { BatchesPerStep = 3 };
        trainer.Fit(new DataLoader(s_data, batchSize: 15), epochs: 2).Steps.ShouldBe(4);
        new Trainer(large, new CrossEntropyLoss(), new Sgd(large.Parameters(), 0.1)).Fit(new DataLoader(s_data, batchSize: 45), epochs: 2);
        foreach ((Parameter one, Parameter other) in model.Parameters().Zip(large.Parameters()))
        {
            one.Value.AllClose(other.Value, absolute: 1e-6).ShouldBeTrue();
        }

        // The batches differ in size, 40, 40 and 10, and the second step is of what is left of an epoch.
        model.Initialize(1);
        large.Initialize(1);
        trainer.Fit(new DataLoader(s_data, batchSize: 40), epochs: 1).Steps.ShouldBe(1);
        trainer.Fit(new DataLoader(s_data, batchSize: 23), epochs: 1).Steps.ShouldBe(2);
        var byHand = new Trainer(large, new CrossEntropyLoss(), new Sgd(large.Parameters(), 0.1));
        byHand.Step(s_data.AsBatch());
        byHand.Step(s_data.BatchOf([.. Enumerable.Range(0, 69).Select(i => (long)i)]));
        byHand.Step(s_data.BatchOf([.. Enumerable.Range(69, 21).Select(i => (long)i)]));
        model.Parameters()[0].Value.AllClose(large.Parameters()[0].Value, absolute: 1e-6).ShouldBeTrue();

        // Sums are added up.
        model.Initialize(1);
        large.Initialize(1);
        new Trainer(model, new CrossEntropyLoss(reduction: Reduction.Sum), new Sgd(model.Parameters(), 0.01)) { BatchesPerStep = 2 }
            .Fit(new DataLoader(s_data, batchSize: 45), epochs: 1);
        new Trainer(large, new CrossEntropyLoss(reduction: Reduction.Sum), new Sgd(large.Parameters(), 0.01)).Step(s_data.AsBatch());
        model.Parameters()[0].Value.AllClose(large.Parameters()[0].Value, absolute: 1e-6).ShouldBeTrue();
    }

    [Test]
    public void A_loss_that_is_summed_is_reported_as_a_mean_over_the_samples()
    {
        Sequential model = TrainerProblem.Model();
        double Loss(Reduction reduction) =>
            new Trainer(model, new CrossEntropyLoss(reduction: reduction), new Sgd(model.Parameters(), 0)).Evaluate(Loader()).Loss;
        Loss(Reduction.Sum).ShouldBe(Loss(Reduction.Mean), 1e-6);
        double whole = new CrossEntropyLoss().Forward(model.Predict(s_data.Inputs), s_data.Targets).Item();
        Loss(Reduction.Mean).ShouldBe(whole, 1e-6);
    }

    [Test]
    public void Evaluating_and_predicting_use_the_network_and_leave_each_part_as_it_was()
    {
        Sequential model = TrainerProblem.Model();
        model[1].Eval();
        byte[] before = TrainerProblem.Bits(model);
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1)) { Metrics = [Metric.Accuracy] };
        Evaluation evaluation = trainer.Evaluate(Loader());
        Tensor answers = model.Predict(s_data.Inputs, batchSize: 7);
        Numbers.Bits(trainer.Predict(new DataLoader(s_data, batchSize: 11))).ShouldBe(Numbers.Bits(answers));
        Numbers.Bits(model.Predict(new DataLoader(s_data, batchSize: 90))).ShouldBe(Numbers.Bits(answers));

        TrainerProblem.Bits(model).ShouldBe(before);
        model.Children.Select(child => child.Module.IsTraining).ShouldBe([true, false, true, true, true]);
        evaluation[Metric.Accuracy].ShouldBe(Metric.Accuracy.Of(answers, s_data.Targets));
        model.Eval();
        Numbers.Bits(model.Forward(s_data.Inputs)).ShouldBe(Numbers.Bits(answers));
    }

    [Test]
    public void Parts_in_use_stay_so_and_a_model_in_use_is_put_into_training()
    {
        Sequential model = TrainerProblem.Model();
        model[1].Eval();
        byte[] statistics = Numbers.Bits(((BatchNorm1d)model[1]).RunningMean!.Value);
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1));
        trainer.Fit(Loader(), epochs: 1);
        Numbers.Bits(((BatchNorm1d)model[1]).RunningMean!.Value).ShouldBe(statistics);

        model.Eval();
        trainer.Fit(Loader(), epochs: 1);
        model[3].IsTraining.ShouldBeTrue();
        Numbers.Bits(((BatchNorm1d)model[1]).RunningMean!.Value).ShouldNotBe(statistics);
    }

    [Test]
    public void Answers_belong_to_the_caller_and_no_tape_records_them()
    {
        Sequential model = TrainerProblem.Model();
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1));
        Tensor answers, other;
        using (var tape = new Tape())
        {
            answers = model.Predict(s_data.Inputs, batchSize: 20);
            other = trainer.Predict(new DataLoader(s_data, 20));
            trainer.Evaluate(Loader());
            tape.Count.ShouldBe(0);
        }

        answers.Shape.ShouldBe([90, 3]);
        answers.Sum().Item().ShouldNotBe(0);
        other.Sum().Item().ShouldNotBe(0);
    }

    [Test]
    public void Its_steps_are_state_by_which_a_schedule_goes_on()
    {
        Schedule schedule = Schedule.Linear(0.1, 0, 100);
        Sequential model = TrainerProblem.Model();
        Trainer Make() => new(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1)) { Schedule = schedule };
        Trainer first = Make(), second = Make();
        first.Fit(Loader(), epochs: 2);
        second.LoadState(first.StateDict());
        second.Fit(Loader(), epochs: 1).History[0].LearningRate.ShouldBe(schedule.At(17));
        Should.Throw<ArgumentException>(() => second.LoadState(new Dictionary<string, Tensor>())).Message.ShouldContain("steps");
    }

    [Test]
    public void Steps_that_are_not_finite_are_skipped_and_counted_where_that_was_chosen()
    {
        Sequential model = TrainerProblem.Model();
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1))
        {
            NonFinite = NonFiniteGradients.SkipStep,
        };
        Batch bad = new(Tensor.Full([2, 4], double.NaN), Tensor.Zeros([2], DType.Int64));
        TrainingResult result = trainer.Fit([s_data.BatchOf(0, 1, 2), bad, s_data.BatchOf(3, 4, 5)], epochs: 2);
        trainer.Optimizer.SkippedSteps.ShouldBe(2);
        result.Steps.ShouldBe(4);
        double.IsFinite(result.History[1].Loss).ShouldBeTrue();
        result.History[1].Training.Count.ShouldBe(6);
    }

    [Test]
    public void A_step_whose_gradient_is_not_finite_counts_no_more_than_one_whose_loss_is_not()
    {
        // The root of 0 is finite, and its slope is not.
        var layer = new Linear(1, 1, bias: false);
        layer.Weight.Assign(Tensor.Zeros([1, 1]));
        var trainer = new Trainer(
            layer, batch => layer.Forward(batch.Inputs), (answer, _) => answer.Sqrt().Sum(), new Sgd(layer.Parameters(), 0.1))
        {
            NonFinite = NonFiniteGradients.SkipStep,
        };
        trainer.Step(new(Tensor.Ones([1, 1]), Tensor.Zeros([1]))).ShouldBe(0);
        (trainer.Steps, trainer.Optimizer.SkippedSteps).ShouldBe((0, 1));
        layer.Weight.Value.Item().ShouldBe(0);
    }

    [Test]
    public void A_schedule_that_is_long_enough_is_taken_where_a_training_goes_on_within_an_epoch()
    {
        Sequential model = TrainerProblem.Model();
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1))
        {
            Schedule = Schedule.OneCycle(0.1, 12),
        };
        DataLoader loader = Loader();
        foreach (Batch batch in loader.Take(2))
        {
            trainer.Step(batch);
        }

        trainer.Fit(loader, epochs: 2).Steps.ShouldBe(10);
    }

    [Test]
    public void Any_module_is_trained_with_any_loss_and_any_sequence_of_batches()
    {
        var lstm = new Lstm(1, 4);
        var output = new Linear(4, 1);
        var model = new ModuleList<Module>(lstm, output).Initialize(1);
        var trainer = new Trainer(
            model,
            batch => output.Forward(lstm.Forward(batch.Inputs).Slice(1, 2..3).Squeeze(1)),
            (answer, target) => (answer - target).Square().Mean(),
            new Adam(model.Parameters(), 0.05));
        Batch[] batches = [new(Tensor.From([1f, 2, 3, 3, 2, 1], [2, 3, 1]), Tensor.From([0.6f, -0.6f], [2, 1]))];
        TrainingResult result = trainer.Fit(batches, epochs: 60);
        result.History[^1].Loss.ShouldBeLessThan(result.History[0].Loss / 20);
        trainer.Predict(batches).Shape.ShouldBe([2, 1]);
    }

    [Test]
    public void A_steady_epoch_allocates_no_buffers()
    {
        Layer model = new Sequential(new Linear(4, 2000), new Relu(), new Linear(2000, 3)).Initialize(1);
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters()))
        {
            Metrics = [Metric.Accuracy],
            ClipNorm = 1,
        };
        long before = 0;
        foreach (EpochReport report in trainer.Epochs(Loader()))
        {
            if (report.Epoch == 6)
            {
                // The hidden activations of a single batch take 128 KB.
                (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
                break;
            }

            before = GC.GetAllocatedBytesForCurrentThread();
        }
    }

    private static DataLoader Loader() => new(s_data, batchSize: 16, seed: 3);
}
