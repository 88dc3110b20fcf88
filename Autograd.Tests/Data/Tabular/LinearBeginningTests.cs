using Autograd.Core;
using Autograd.Data;
using Autograd.Nn;
using Autograd.Tests.Nn.Serialization;
using MathNet.Numerics.LinearAlgebra;
using NUnit.Framework;
using Shouldly;

namespace Autograd.Tests.Data.Tabular;

/// <summary>Networks for tables begin as a linear model, and are never worse than it on the rows that say when to stop.</summary>
[TestFixture]
public sealed class LinearBeginningTests
{
    [Test]
    public void A_fit_of_numbers_is_that_of_the_normal_equations()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            Table table = Numbers(seed);
            TabularEncoder encoder = TabularEncoder.Fit(table, "y");
            TensorDataset data = encoder.Encode(table);
            double strength = new[] { 0.1, 1, 10, 100 }[seed];
            LinearModel model = new LinearFit(encoder, new TabularOptions("y"), null).Fit(data, strength, null, default);

            // The mean of the squares with alpha = strength; the intercept bears no penalty.
            int rows = data.Count, width = encoder.FeatureCount + 1;
            float[] inputs = data.Inputs.ToArray<float>();
            Matrix<double> x = Matrix<double>.Build.Dense(rows, width, (i, j) => j == width - 1 ? 1 : inputs[(i * (width - 1)) + j]);
            Vector<double> y = Vector<double>.Build.Dense([.. data.Targets.ToArray<float>().Select(each => (double)each)]);
            Matrix<double> penalty = Matrix<double>.Build.DenseDiagonal(width, width, j => j == width - 1 ? 0 : strength);
            double[] expected = [.. ((x.Transpose() * x) + penalty).Solve(x.Transpose() * y)];
            float[] found = [.. model.Weights!.Weight.Value.ToArray<float>(), .. model.Bias.Value.ToArray<float>()];
            found.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 0.01);
        }
    }

    [Test]
    public void A_number_to_predict_may_lie_anywhere()
    {
        // In each part of the rows at some seed.
        for (ulong seed = 0; seed < 6; seed++)
        {
            foreach (double far in new[] { 1e22, -1e40, 1e300 })
            {
                double[] y = [.. Enumerable.Range(0, 60).Select(i => i == 7 ? far : Math.Sin(i))];
                Table table = new(new NumberColumn("x", [.. y.Select((_, i) => Math.Cos(i))]), new NumberColumn("y", y));
                TabularModel model = TabularModel.Train(table, new TabularOptions("y") { Seed = seed, Epochs = 1, Hidden = [2] });
                model.Predictor.Predict(table).ShouldAllBe(each => double.IsFinite(each.Value));
            }
        }
    }

    [Test]
    public void No_fit_is_worse_than_what_lies_around_it()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            DrawnTable drawn = new(720 + seed, isClass: seed % 4 > 0);
            TabularOptions options = drawn.Options with { MostOneHot = seed % 2 == 0 ? 2 : 20, Loss = RegressionLoss.Absolute };
            var review = TableReview.Of(drawn.Table, options);
            var encoder = TabularEncoder.Fit(drawn.Table.Rows(review.Rows), review.Options);
            TensorDataset data = encoder.Encode(drawn.Table.Rows(review.Rows));
            double[]? weights = seed % 4 == 2 ? [.. encoder.Classes.Select((_, c) => 0.5 + c)] : null;
            LinearModel model = new LinearFit(encoder, review.Options, weights).Fit(data, strength: 3, null, default);
            Loss loss = encoder.Predicted.IsClass
                ? new CrossEntropyLoss(weights is null ? null : Tensor.From([.. weights.Select(weight => (float)weight)]))
                : new SmoothL1Loss(0.1);
            double Objective() => loss.Forward(model.Forward(data.Inputs), data.Targets).Item()
                + (3 * (encoder.Predicted.IsClass ? 0.5 : 1) / data.Count * model.Parameters().Where(each => each.Decays)
                    .Sum(each => each.Value.ToArray<float>().Sum(weight => (double)weight * weight)));
            double least = Objective();
            var random = new Random(seed);
            IReadOnlyDictionary<string, Tensor> fitted = model.StateDict().ToDictionary(each => each.Key, each => each.Value.Detach());
            for (int trial = 0; trial < 20; trial++)
            {
                model.LoadState(fitted.ToDictionary(each => each.Key, each => Tensor.From(
                    Array.ConvertAll(each.Value.ToArray<float>(), weight => weight + (0.1f * ((float)random.NextDouble() - 0.5f))),
                    each.Value.Shape)));
                Objective().ShouldBeGreaterThan(least - 1e-4, $"table {seed}");
            }
        }
    }

    [TestCase(100, 2, "16 | 64-32")]
    [TestCase(5000, 2, "64 | 64-32")]
    [TestCase(20_000, 2, "128-64 | 128-64")]
    [TestCase(20_000, 0, "128-64 | 128-64")]
    [TestCase(300, 10, "64 | 64-32")]
    public void A_cautious_and_a_bold_design_are_tried(int rows, int classes, string expected)
    {
        double[] priors = [.. Enumerable.Repeat(1.0 / Math.Max(1, classes), classes)];
        NetworkDesign[] tried = NetworkDesign.Tried(new TabularOptions("y"), rows, priors);
        string.Join(" | ", tried.Select(design => string.Join('-', design.Hidden))).ShouldBe(expected);
        tried.Select(design => design.WeightDecay).ShouldBe([1, 0.3]);
        NetworkDesign.Tried(new TabularOptions("y") { WeightDecay = 0.5 }, rows, priors).ShouldAllBe(design => design.WeightDecay == 0.5);
        NetworkDesign[] stated = NetworkDesign.Tried(new TabularOptions("y") { Hidden = [7] }, rows, priors);
        stated.Single().Hidden.ShouldBe([7]);
        stated.Single().WeightDecay.ShouldBe(1);
    }

    [Test]
    public void Sizes_that_are_none_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new LinearModel(0, [], 0)).ParamName.ShouldBe("outputs");
        Should.Throw<ArgumentOutOfRangeException>(() => new LinearModel(-1, [], 2)).ParamName.ShouldBe("features");
        foreach (double dropout in new[] { -1, 1, double.NaN })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => new TabularNetwork(2, [], [3], 2, dropout)).ParamName.ShouldBe("dropout");
        }
    }

    [Test]
    public void Of_all_penalties_the_one_is_taken_after_which_the_error_rises()
    {
        Table table = Numbers(1);
        TabularEncoder encoder = TabularEncoder.Fit(table, "y");
        TensorDataset data = encoder.Encode(table);
        double[] errors = [5, 4, 3, 2, 2.5, 1];
        int asked = 0;
        (_, double strength) = new LinearFit(encoder, new TabularOptions("y"), null).Choose(data, _ => errors[asked++], default);
        (strength, asked).ShouldBe((31.6, 5));
    }

    [Test]
    public void A_network_that_nothing_good_was_taught_answers_as_the_linear_model()
    {
        // A training at such rates spoils every network; the last one leaves nothing finite of it.
        Table table = Numbers(2);
        foreach (double rate in new[] { 3, 1e4 })
        {
            var options = new TabularOptions("y") { LearningRate = rate, WeightDecay = rate < 10 ? 0 : 1, Epochs = 3, Seed = 3 };
            List<TabularProgress> told = [];
            var model = TabularModel.Train(table, options, new Told<TabularProgress>(told));
            var network = (TabularNetwork)model.Predictor.Networks.Members[0];
            Tensor inputs = model.Predictor.Encoder.EncodeInputs(table);
            network.Forward(inputs).ToArray<float>().ShouldBe(network.Wide!.Forward(inputs).ToArray<float>());
            model.Trainings[0].History.ShouldBeEmpty();
            (told[^1].Stage, told[^1].Left).ShouldBe(("done", TimeSpan.Zero));
        }
    }

    [Test]
    public void Without_a_limit_the_farthest_numbers_are_predicted_from_as_well()
    {
        Table table = Numbers(3);
        TabularModel model = TabularModel.Train(table, new TabularOptions("y") { Limit = null, Epochs = 1, Hidden = [3] });
        foreach (double far in new[] { 1e38, -1e300, double.MaxValue })
        {
            double.IsFinite(model.Predictor.Predict(new Dictionary<string, object?> { ["a"] = far, ["b"] = 1 }).Value).ShouldBeTrue();
        }
    }

    [Test]
    public void The_better_design_learns_anew_from_all_rows_as_long_as_it_did_good_and_none_is_worse_than_the_linear_model()
    {
        int learned = 0;
        for (int seed = 0; seed < 6; seed++)
        {
            DrawnTable drawn = new(700 + seed, isClass: seed % 2 == 0);
            TabularOptions options = drawn.Options with { Hidden = null, Epochs = 3, Balance = ClassBalance.None };
            var review = TableReview.Of(drawn.Table, options);
            var split = RowSplit.Of(drawn.Table, review.Rows, review.Labels, review.Options);
            var encoder = TabularEncoder.Fit(drawn.Table.Rows(split.Train), review.Options);
            TensorDataset train = encoder.Encode(drawn.Table.Rows(split.Train));
            TensorDataset validation = encoder.Encode(drawn.Table.Rows(split.Validation));
            NetworkTraining Training() => new(encoder, review.Options, train, validation);
            Loss loss = encoder.Predicted.IsClass ? new CrossEntropyLoss()
                : options.Loss == RegressionLoss.Absolute ? new L1Loss() : new MseLoss();
            double Error(Layer model) => loss.Forward(model.Forward(validation.Inputs), validation.Targets).Item();
            var fit = new LinearFit(encoder, review.Options, null);
            (LinearModel linear, double strength) = fit.Choose(train, Error, default);
            NetworkTrial[] trials = [Training().Try(0, linear, null, default)!, Training().Try(1, linear, null, default)!];
            trials.Max(trial => trial.Error).ShouldBeLessThanOrEqualTo(Error(linear) + 1e-5);
            trials.Max(trial => Math.Abs(trial.Error - Error(trial.Trained.Network))).ShouldBeLessThan(1e-5);
            NetworkTraining all = Training();
            TrainedNetwork taught = all.Run(null, default)[0];
            NetworkTrial better = trials.MinBy(trial => trial.Error)!;
            all.Hidden.ShouldBe(better.Design.Hidden);
            taught.Result.History.Select(epoch => epoch.LearningRate).ShouldBe(better.Rates);
            taught.Network.Wide!.StateDict().Values.SelectMany(part => part.ToArray<float>()).ShouldBe(
                fit.Fit(train.Concat(validation), strength, linear, default).StateDict().Values.SelectMany(part => part.ToArray<float>()));

            // One step of an epoch shows how many rows teach.
            int batch = Math.Min(all.BatchSize, train.Count + validation.Count);
            taught.Result.Steps.ShouldBe(better.Rates.Count * (long)Math.Ceiling((train.Count + validation.Count) / (double)batch));
            learned += better.Rates.Count;
        }

        learned.ShouldBeGreaterThan(0);
    }

    [Test]
    public void What_weights_cannot_tell_a_network_learns()
    {
        var random = new Random(5);
        double[] x = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())], z = [.. x.Select(_ => random.NextDouble())];
        Table table = new(new NumberColumn("x", x), new NumberColumn("z", z),
            new CategoryColumn("y", x.Zip(z).Select(pair => pair.First > 0.5 == pair.Second > 0.5 ? "same" : "other")));
        var model = TabularModel.Train(table, new TabularOptions("y") { Epochs = 60 });
        model.LinearBaseline()[Metric.Accuracy].ShouldBeLessThan(0.7);
        model.Test![Metric.Accuracy].ShouldBeGreaterThan(0.85);
    }

    [Test]
    public void A_file_of_version_1_has_no_linear_part_and_is_read()
    {
        Table table = Numbers(4);
        TabularPredictor made = TabularModel.Train(table, new TabularOptions("y") { Epochs = 1, Hidden = [3] }).Predictor;
        TabularNetwork network = TabularPredictor.Network(made.Encoder, [3], dropout: 0, hasWide: false).Initialize(1);
        TabularPredictor old = new(made.Encoder, new Ensemble([network]), made.Description with { Version = 1, HasWide = false });
        using TemporaryFolder folder = new();
        string path = folder.File("old.safetensors");
        old.Save(path);
        var loaded = TabularPredictor.Load(path);
        loaded.Predict(table).Select(each => each.Value).ShouldBe(old.Predict(table).Select(each => each.Value));
        ((TabularNetwork)loaded.Networks.Members[0]).Wide.ShouldBeNull();
    }

    private static Table Numbers(int seed)
    {
        var random = new Random(seed);
        double[] a = [.. Enumerable.Range(0, 120).Select(_ => random.NextDouble())], b = [.. a.Select(_ => random.NextDouble())];
        return new(new NumberColumn("a", a), new NumberColumn("b", b),
            new NumberColumn("y", [.. a.Zip(b).Select(pair => (3 * pair.First) - pair.Second + random.NextDouble())]));
    }
}
