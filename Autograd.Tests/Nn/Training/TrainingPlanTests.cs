using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Training;

/// <summary>Phases follow each other as trainings of their own would.</summary>
public sealed class TrainingPlanTests
{
    private static readonly TensorDataset s_data = TrainerProblem.Data(90);

    [Test]
    public void The_second_phase_has_its_rate_and_an_optimizer_that_remembers_nothing()
    {
        Sequential model = TrainerProblem.Model(), byHand = TrainerProblem.Model();
        var optimizer = new Adam(model.Parameters(), 0.01);
        TrainingResult result = new Trainer(model, new CrossEntropyLoss(), optimizer).Fit(
        [
            new TrainingPhase(Balanced(), epochs: 2),
            new TrainingPhase(Actual(), epochs: 3) { RateFactor = 0.1, Trained = model[^1] },
        ]);

        new Trainer(byHand, new CrossEntropyLoss(), new Adam(byHand.Parameters(), 0.01)).Fit(Balanced(), epochs: 2);
        byHand.Freeze();
        byHand[^1].Freeze(false);
        foreach ((_, Module part) in byHand.Children.SkipLast(1))
        {
            part.Eval();
        }

        new Trainer(byHand, new CrossEntropyLoss(), new Adam(byHand.Parameters(), 0.001)).Fit(Actual(), epochs: 3);
        TrainerProblem.Bits(model).ShouldBe(TrainerProblem.Bits(byHand));
        result.History.Select(epoch => (epoch.Epoch, epoch.Phase, epoch.LearningRate))
            .ShouldBe([(1, 0, 0.01), (2, 0, 0.01), (3, 1, 0.001), (4, 1, 0.001), (5, 1, 0.001)]);
        optimizer.LearningRate.ShouldBe(0.01);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void What_was_frozen_for_a_phase_is_free_again_however_it_ends(bool isBrokenOff)
    {
        Sequential model = TrainerProblem.Model();
        model[1].Freeze();
        var optimizer = new Sgd(model.Parameters(), 0.1);
        var trainer = new Trainer(model, new CrossEntropyLoss(), optimizer);
        foreach (EpochReport _ in trainer.Epochs([new TrainingPhase(Actual(), 3) { RateFactor = 0, Trained = model[^1] }]))
        {
            model[0].Parameters()[0].RequiresGrad.ShouldBeFalse();
            model[3].IsTraining.ShouldBeFalse();
            model.IsTraining.ShouldBeTrue();
            optimizer.LearningRate.ShouldBe(0);
            if (isBrokenOff)
            {
                break;
            }
        }

        model.Children.ShouldAllBe(child => child.Module.IsTraining);
        model.Parameters().Select(parameter => parameter.RequiresGrad).ShouldBe([true, true, false, false, true, true]);
        optimizer.LearningRate.ShouldBe(0.1);
    }

    [Test]
    public void A_phase_goes_on_from_the_best_weights_of_the_one_before_and_has_a_best_of_its_own()
    {
        Sequential model = TrainerProblem.Model();
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.3)) { EarlyStopping = new(patience: 2) };
        DataLoader validation = new(TrainerProblem.Data(40, seed: 2), batchSize: 40);
        TrainingResult result = trainer.Fit(
            [new TrainingPhase(Actual(), 30), new TrainingPhase(Actual(), 1) { RateFactor = 0 }], validation);
        double best = result.History.Where(epoch => epoch.Phase == 0).Min(epoch => epoch.Validation!.Loss);

        // At a rate of 0 only the running statistics go on.
        result.Best!.Phase.ShouldBe(1);
        result.Best.Validation!.Loss.ShouldBe(best, 0.1 * best);
        result.End.ShouldBe(TrainingEnd.Completed);
    }

    [Test]
    public void Cancelled_before_a_phase_has_come_to_anything_the_one_before_counts()
    {
        Sequential model = TrainerProblem.Model(), byHand = TrainerProblem.Model();
        DataLoader validation = new(TrainerProblem.Data(40, seed: 2), batchSize: 40);
        using var source = new CancellationTokenSource();
        IEnumerable<Batch> ThenCancelled()
        {
            foreach (Batch batch in Actual())
            {
                yield return batch;
                source.Cancel();
            }
        }

        TrainingResult result = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1)).Fit(
            [new TrainingPhase(Balanced(), 2), new TrainingPhase(ThenCancelled(), 2)], validation, cancellationToken: source.Token);
        TrainingResult expected = new Trainer(byHand, new CrossEntropyLoss(), new Sgd(byHand.Parameters(), 0.1))
            .Fit(Balanced(), validation, epochs: 2);
        result.End.ShouldBe(TrainingEnd.Cancelled);
        result.Best!.Epoch.ShouldBe(expected.Best!.Epoch);
        TrainerProblem.Bits(model).ShouldBe(TrainerProblem.Bits(byHand));
    }

    [Test]
    public void Cancelling_loses_no_batch()
    {
        Sequential model = TrainerProblem.Model();
        DataLoader loader = Actual();
        using var source = new CancellationTokenSource();
        var trainer = new Trainer(
            model,
            batch =>
            {
                source.Cancel();
                return model.Forward(batch.Inputs);
            },
            (answer, target) => answer.CrossEntropy(target), new Sgd(model.Parameters(), 0.1));
        trainer.Fit(loader, epochs: 2, cancellationToken: source.Token).Best.ShouldBeNull();
        trainer.Steps.ShouldBe(1);
        loader.BatchesGiven.ShouldBe(1);
    }

    [Test]
    public void A_plateau_lowers_the_rate_and_keeps_it_from_phase_to_phase()
    {
        Sequential model = TrainerProblem.Model();
        DataLoader validation = new(TrainerProblem.Data(40, seed: 2), batchSize: 40);
        var plateau = new ReduceOnPlateau(0.1, patience: 0, threshold: 1e9, isRelative: false);
        var optimizer = new Sgd(model.Parameters(), learningRate: 7);
        TrainingResult result = new Trainer(model, new CrossEntropyLoss(), optimizer) { Plateau = plateau }.Fit(
            [new TrainingPhase(Actual(), 3), new TrainingPhase(Actual(), 1) { RateFactor = 0.5 }], validation);
        result.History.Select(epoch => epoch.LearningRate).ShouldBe([0.1, 0.1, 0.01, 0.0005], 1e-12);
        optimizer.LearningRate.ShouldBe(plateau.Value);
        Should.Throw<InvalidOperationException>(() => new Trainer(model, new CrossEntropyLoss(), optimizer)
        {
            Plateau = new(0.1, isMaximized: true),
        }.Fit(Actual(), validation)).Message.ShouldContain("isMaximized: false");
    }

    [Test]
    public void What_is_no_part_of_the_model_is_refused_and_an_enumeration_begins_anew()
    {
        Sequential model = TrainerProblem.Model();
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1));
        Should.Throw<ArgumentException>(() => trainer.Fit([new TrainingPhase(Actual(), 1) { Trained = new Linear(2, 3) }]))
            .Message.ShouldContain("no part of the model");
        IEnumerable<EpochReport> epochs = trainer.Epochs(Actual());
        epochs.Take(2).Last().Epoch.ShouldBe(2);
        epochs.First().Epoch.ShouldBe(1);
    }

    private static DataLoader Balanced() => new(s_data, new ClassBalancedBatchSampler(s_data.Labels, samplesPerClass: 5, seed: 1));

    [Test]
    public void What_a_phase_does_not_train_stays_in_use_although_the_model_was_in_use()
    {
        Sequential model = TrainerProblem.Model();
        var norm = (BatchNorm1d)model[1];
        byte[] before = Laws.Numbers.Bits(norm.RunningMean!.Value);
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters()));
        var loader = new DataLoader(TrainerProblem.Data(30), batchSize: 10, seed: 1);
        model.Eval();
        foreach (EpochReport _ in trainer.Epochs([new TrainingPhase(loader, 3) { Trained = model[^1] }]))
        {
            model.Eval();
        }

        Laws.Numbers.Bits(norm.RunningMean!.Value).ShouldBe(before);
    }

    private static DataLoader Actual() => new(s_data, batchSize: 16, seed: 2);
}
