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
            optimizer.LearningRate.ShouldBe(0);
            if (isBrokenOff)
            {
                break;
            }
        }

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

    private static DataLoader Balanced() => new(s_data, new ClassBalancedBatchSampler(s_data.Labels, samplesPerClass: 5, seed: 1));

    private static DataLoader Actual() => new(s_data, batchSize: 16, seed: 2);
}
