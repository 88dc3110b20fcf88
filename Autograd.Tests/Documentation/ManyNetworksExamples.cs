using Autograd.Core;
using Autograd.Docs;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Documentation;

/// <summary>The examples of docs/many-networks.md.</summary>
public sealed class ManyNetworksExamples
{
    [Test]
    public void A_sweep_is_a_table()
    {
        (TensorDataset train, TensorDataset validation) = SmallTraining.Clouds.Split(validation: 0.5, seed: 1);

        SweepResult<double, Evaluation> table = Sweep.Run([1e-1, 1e-2, 1e-3], rate =>
        {
            var model = new Sequential(new Linear(4, 8), new PRelu(), new Linear(8, 2)).Initialize(seed: 1);
            var trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters(), rate)) { Metrics = [Metric.Accuracy] };
            trainer.Fit(new DataLoader(train, batchSize: 15, seed: 1), epochs: 5);
            return trainer.Evaluate(new DataLoader(validation, batchSize: 256));
        });
        Console.WriteLine(table.SortedBy(Metric.Accuracy));

        table.ToString().ShouldContain("3 of 3 done");
        table.Results.Min(result => result.Loss).ShouldBeLessThan(Math.Log(2));

        var grid = from units in new[] { 4, 8 } from rate in new[] { 1e-2, 1e-3 } select (units, rate);

        Sweep.Run(grid, option => option.units).Results.ShouldBe([4, 4, 8, 8]);
    }

    [Test]
    public void Every_fold_is_held_back_once()
    {
        TensorDataset data = SmallTraining.Clouds;

        CrossValidationResult<Evaluation> scores = CrossValidation.Run(data, folds: 5, seed: 1, (train, validation) =>
        {
            Standardizer standardizer = Standardizer.Fit(train.Inputs);             // knows nothing of the validation set
            var model = new Sequential(standardizer, new Linear(4, 8), new PRelu(), new Linear(8, 2)).Initialize(seed: 1);
            var trainer = new Trainer(model, new CrossEntropyLoss(), new Adam(model.Parameters(), 1e-2)) { Metrics = [Metric.Accuracy] };
            trainer.Fit(new DataLoader(train, batchSize: 15, seed: 1), epochs: 5);
            return trainer.Evaluate(new DataLoader(validation, batchSize: 256));
        });
        (double mean, double deviation) = scores.Of(evaluation => evaluation[Metric.Accuracy]);

        mean.ShouldBeInRange(0.6, 1);
        deviation.ShouldBeInRange(0, 0.3);
        scores.Mean.ShouldBe(scores.Folds.Results.Average(evaluation => evaluation.Loss), 1e-12);
        string[] lines = scores.ToString().Split('\n');
        lines.Length.ShouldBe(9);
        lines[^2].ShouldStartWith("loss 0.");
        lines[^1].ShouldStartWith("accuracy 0.");
        lines.ShouldAllBe(line => line.Length <= 80);
    }

    [Test]
    public void An_ensemble_knows_what_it_does_not_know()
    {
        Tensor x = OpSamples.Spread([20, 1], DType.Float32, -1, 1), inputs = Tensor.From([0.5f, 4]).Reshape(2, 1);
        var known = new TensorDataset(x, x * x * x);

        Ensemble ensemble = Ensemble.Train(5, seed =>
        {
            Sequential model = new Sequential(new Linear(1, 16), new Tanh(), new Linear(16, 1)).Initialize(seed);
            var trainer = new Trainer(model, new MseLoss(), new Adam(model.Parameters(), 1e-2));
            trainer.Fit(new DataLoader(known, batchSize: 10, seed), epochs: 200);
            return model;
        });
        EnsemblePrediction answer = ensemble.Predict(inputs);
        float near = answer.Spread[0].ToArray<float>()[0], far = answer.Spread[1].ToArray<float>()[0];

        far.ShouldBeGreaterThan(5 * near);
        answer.Mean[0].ToArray<float>()[0].ShouldBe(0.125f, 0.05f);
    }

    // The page states the figures, which other vectors change in the last digits.
    [Test]
    public void An_ensemble_is_better_calibrated_than_its_members()
    {
        (ReliabilityDiagram one, ReliabilityDiagram all) = CalibrationStudy.Run();

        one.CalibrationError.ShouldBe(0.104, 0.02);
        all.CalibrationError.ShouldBe(0.038, 0.02);
        string figure = CalibrationFigure.Draw(one, all);
        figure.ShouldContain("fill=\"#ffffff\"");
        figure.ShouldNotContain("NaN");
        figure.Split('\n').Length.ShouldBe(File.ReadAllLines(Path.Combine(Repository.Root(), CalibrationFigure.Path)).Length + 1);
    }
}
