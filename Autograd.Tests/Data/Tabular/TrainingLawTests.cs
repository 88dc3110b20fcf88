using Autograd.Core;
using Autograd.Data;
using Autograd.Nn;

namespace Autograd.Tests.Data.Tabular;

/// <summary>What holds for every training on a table.</summary>
public sealed class TrainingLawTests
{
    private const int Tables = 8;

    [Test]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        for (int seed = 0; seed < Tables; seed++)
        {
            DrawnTable drawn = new(400 + seed);
            string expected = Bits.Of(TabularModel.Train(drawn.Table, drawn.Options).Predictor);
            using (new ThreadLimit(1))
            {
                Bits.Of(TabularModel.Train(drawn.Table, drawn.Options).Predictor).ShouldBe(expected);
            }

            Bits.Of(TabularModel.Train(drawn.Table, drawn.Options with { Seed = 99 }).Predictor).ShouldNotBe(expected);
        }
    }

    [Test]
    public void An_ensemble_answers_by_the_mean_of_its_members_which_learn_as_long_as_the_trial()
    {
        Table table = Band();
        var options = new TabularOptions("y") { Seed = 5, Epochs = 12, Hidden = [8] };
        TabularModel one = TabularModel.Train(table, options), three = TabularModel.Train(table, options with { Ensemble = 3 });
        TabularPredictor together = three.Predictor;
        Numbers(together.Networks.Members[0]).ShouldBe(Numbers(one.Predictor.Networks));
        three.Trainings.Select(each => each.History.Count).ShouldAllBe(epochs => epochs == one.Trainings[0].History.Count && epochs > 0);

        IReadOnlyList<TabularPrediction> predictions = together.Predict(table);
        predictions.ShouldContain(each => each.Spread > 0);
        Tensor inputs = together.Encoder.EncodeInputs(table);
        double[][] members = [.. together.Networks.Members.Select(
            member => member.Forward(inputs).Softmax(1).ToArray<float>().Skip(7 * 2).Take(2).Select(each => (double)each).ToArray())];
        predictions[7].Probabilities[0].ShouldBe(members.Average(each => each[0]), 1e-6);
        double mean = predictions[7].Probabilities[predictions[7].LabelIndex];
        predictions[7].Spread.ShouldBe(
            Math.Sqrt(members.Average(each => Math.Pow(each[predictions[7].LabelIndex] - mean, 2))), 1e-6);

        static float[] Numbers(Module module) => [.. module.StateDict().Values.SelectMany(part => part.ToArray<float>())];
    }

    [Test]
    public void Cancelled_at_any_moment_the_best_is_kept_or_there_is_none()
    {
        Table table = Times();
        var options = new TabularOptions("y") { Epochs = 100_000, Patience = 100_000, Hidden = [4], Balance = ClassBalance.None };
        int kept = 0;
        for (int trial = 0; kept < 4; trial++)
        {
            using CancellationTokenSource source = new();
            source.CancelAfter(TimeSpan.FromMilliseconds(3 * trial));
            try
            {
                var model = TabularModel.Train(table, options, null, source.Token);
                kept++;
                model.IsCancelled.ShouldBeTrue();
                TensorDataset validation = model.Predictor.Encoder.Encode(table.Rows([.. model.Rows.Validation]));
                double loss = new CrossEntropyLoss().Forward(
                    model.Predictor.Networks.Members[0].Forward(validation.Inputs), validation.Targets).Item();
                double best = model.Trainings[0].History.Select(epoch => epoch.Validation!.Loss).Append(double.PositiveInfinity).Min();
                double begun = new CrossEntropyLoss().Forward(
                    ((TabularNetwork)model.Predictor.Networks.Members[0]).Wide!.Forward(validation.Inputs), validation.Targets).Item();
                loss.ShouldBe(Math.Min(best, begun), 1e-5);
            }
            catch (OperationCanceledException error)
            {
                error.Message.ShouldBe("TabularModel: it was cancelled before the linear model was fitted; there is no model.");
            }
        }
    }

    [Test]
    public void Progress_says_how_far_it_has_come()
    {
        List<TabularProgress> told = [];
        var options = new TabularOptions("y")
        { Epochs = 4, Patience = 50, Hidden = [4], Ensemble = 3, Balance = ClassBalance.BalancedThenActual, FineTuneEpochs = 2 };
        var model = TabularModel.Train(Band(), options, new Told<TabularProgress>(told));
        told.ShouldNotBeEmpty();
        told.Zip(told.Skip(1)).ShouldAllBe(pair => pair.First.Elapsed <= pair.Second.Elapsed);
        foreach (TabularProgress each in told.SkipLast(1))
        {
            each.Epoch.ShouldBeInRange(1, each.Epochs);
            each.Network.ShouldBeInRange(1, each.Networks);
            each.Networks.ShouldBe(each.Stage == "trial" ? 1 : 3);
            each.Epochs.ShouldBeInRange(1, each.Stage == "actual frequencies" ? 2 : 4);
            (each.Left is null || each.Left >= TimeSpan.Zero).ShouldBeTrue();
        }

        told.Select(each => each.Stage).Distinct().ShouldBe(["trial", "balanced batches", "actual frequencies", "done"], ignoreOrder: true);
        told[^1].Left.ShouldBe(TimeSpan.Zero);
        model.IsCancelled.ShouldBeFalse();
    }

    [Test]
    public void The_actual_frequencies_are_learned_only_as_far_as_the_validation_gets_better()
    {
        for (int seed = 0; seed < Tables; seed++)
        {
            DrawnTable drawn = new(500 + seed, isClass: true);
            TabularOptions options = drawn.Options with
            { Balance = seed % 2 == 0 ? ClassBalance.BalancedThenActual : ClassBalance.Weights, FineTuneEpochs = 3, Ensemble = 1 };
            var review = TableReview.Of(drawn.Table, options);
            var split = RowSplit.Of(drawn.Table, review.Rows, review.Labels, review.Options);
            var encoder = TabularEncoder.Fit(drawn.Table.Rows(split.Train), review.Options);
            TensorDataset validation = encoder.Encode(drawn.Table.Rows(split.Validation));
            var training = new NetworkTraining(encoder, review.Options, encoder.Encode(drawn.Table.Rows(split.Train)), validation);
            LinearModel begun = LinearFit.Untaught(encoder).Initialize(0);
            TrainedNetwork trained = training.Try(0, begun, null, default)!.Trained;
            TabularNetwork corrected = TabularPredictor.Network(encoder, training.Hidden, options.Dropout);
            corrected.LoadState(trained.Before!.StateDict());
            PriorCorrection.FromBalanced([.. training.Priors]).ApplyTo((Linear)corrected.Layers[^1]);
            corrected.Eval();
            double Loss(TabularNetwork network) =>
                new CrossEntropyLoss().Forward(network.Forward(validation.Inputs), validation.Targets).Item();
            Loss(trained.Network).ShouldBeLessThanOrEqualTo(Loss(corrected) + 1e-6);
        }
    }

    [Test]
    public void Folds_are_measured_one_by_one_and_the_error_of_their_mean_is_known()
    {
        Table table = Times();
        var options = new TabularOptions("y") { Epochs = 1, Hidden = [] };
        TabularCrossValidation result = TabularModel.CrossValidate(table, options, folds: 3, repetitions: 2);
        result.Folds.Count.ShouldBe(6);
        result.Folds.Sum(fold => fold.RowCount).ShouldBe(2 * table.RowCount);
        double[] values = [.. result.Folds.Select(fold => fold[Metric.Accuracy])];
        result.Mean(Metric.Accuracy).ShouldBe(values.Average(), 1e-12);
        result.StandardError(Metric.Accuracy).ShouldBe(
            Math.Sqrt(values.Sum(each => Math.Pow(each - values.Average(), 2)) / 5 / 6), 1e-12);
        TabularModel.CrossValidate(table, options, folds: 3, repetitions: 2).ToString().ShouldBe(result.ToString());
        Should.Throw<OperationCanceledException>(() => TabularModel.CrossValidate(table, options, cancellationToken: new(canceled: true)))
            .Message.ShouldBe("CrossValidate: it was cancelled before the first fold was done; there is no result.");
    }

    [Test]
    public void A_class_that_some_fold_has_no_row_to_learn_from_is_refused_before_any_training()
    {
        Table table = new(new NumberColumn("x", [.. Enumerable.Range(0, 24).Select(i => Math.Sin(i))]),
            new NumberColumn("g", [.. Enumerable.Range(0, 24).Select(i => (double)(i / 4))]),
            new CategoryColumn("y", Enumerable.Range(0, 24).Select(i => i / 4 == 2 ? "c" : i % 2 == 0 ? "a" : "b")));

        // Were it cancelled before, there would have been a training.
        Should.Throw<TableException>(() => TabularModel.CrossValidate(
            table, new TabularOptions("y") { GroupColumn = "g" }, folds: 3, cancellationToken: new(canceled: true)))
            .Message.ShouldContain("no row teaches the class of row ");
    }

    [Test]
    public void An_evaluation_is_asked_by_metric_and_says_what_it_has()
    {
        Table table = Times();
        var options = new TabularOptions("y") { Epochs = 1, Hidden = [], Test = 0.5 };
        TabularEvaluation classes = TabularModel.Train(table, options).Test!;
        TabularEvaluation numbers = TabularModel.Train(table, options with { Target = "x" }).Test!;
        (classes.Score, numbers.Score).ShouldBe((classes[Metric.BalancedAccuracy], numbers[Metric.R2]));
        classes[Metric.Accuracy].ShouldBe(classes.Confusion!.Accuracy);
        numbers[Metric.Rmse].ShouldBeGreaterThanOrEqualTo(numbers[Metric.Mae]);
        Should.Throw<ArgumentException>(() => numbers[Metric.BalancedAccuracy]).Message.ShouldBe("TabularEvaluation: balanced accuracy "
            + "was not measured, only R², root mean squared error, mean absolute error. (Parameter 'metric')");
        Should.Throw<ArgumentException>(() => classes[Metric.R2]).Message.ShouldBe("TabularEvaluation: R² was not measured, only "
            + "balanced accuracy, accuracy, log loss, calibration error. (Parameter 'metric')");
        foreach (TabularEvaluation each in new[] { classes, numbers })
        {
            each.ToString().ShouldStartWith(FormattableString.Invariant($"rows                    {each.RowCount,10}\n"));
        }
    }

    [Test]
    public void What_is_predicted_is_decided_by_the_whole_table()
    {
        // Twelve numbers in all, of which some part has but ten or fewer.
        Table table = new(new NumberColumn("x", [.. Enumerable.Range(0, 24).Select(i => Math.Sin(i))]),
            new NumberColumn("y", [.. Enumerable.Range(0, 24).Select(i => (double)(i < 12 ? i : 0))]));
        for (ulong seed = 0; seed < 5; seed++)
        {
            var model = TabularModel.Train(table, new TabularOptions("y") { Epochs = 1, Hidden = [], Seed = seed });
            model.Predictor.Classes.ShouldBeEmpty();
            model.Test!.Confusion.ShouldBeNull();
        }
    }

    [Test]
    public void A_class_is_named_by_the_rule_that_no_other_beats()
    {
        var random = new Random(7);
        for (int trial = 0; trial < 50; trial++)
        {
            int classes = random.Next(2, 6);
            double[] skew = [.. Enumerable.Range(0, classes).Select(_ => random.NextDouble())];
            double[][] rows = [.. Enumerable.Range(0, 200).Select(_ =>
            {
                double[] drawn = [.. skew.Select(share => -share * Math.Log(1 - random.NextDouble()))];
                return drawn.Select(each => each / drawn.Sum()).ToArray();
            })];
            double[] priors = [.. Enumerable.Range(0, classes).Select(c => rows.Average(row => row[c]))];
            int[] named = [.. rows.Select(row => TabularPredictor.Named(row, LabelRule.Balanced, priors))];
            int[] likeliest = [.. rows.Select(row => TabularPredictor.Named(row, LabelRule.MostProbable, priors))];
            likeliest.ShouldBe(rows.Select(row => Array.IndexOf(row, row.Max())));
            Recall(named).ShouldBeGreaterThanOrEqualTo(Recall(likeliest) - 1e-12);
            Recall(named).ShouldBeGreaterThanOrEqualTo(Recall([.. rows.Select(_ => random.Next(classes))]));
            Right(likeliest).ShouldBeGreaterThanOrEqualTo(Right(named) - 1e-12);

            // Were the probabilities true: of each class, the share of its rows that are named.
            double Recall(int[] labels) => Enumerable.Range(0, classes)
                .Average(c => rows.Where((_, i) => labels[i] == c).Sum(row => row[c]) / rows.Sum(row => row[c]));
            double Right(int[] labels) => rows.Select((row, i) => row[labels[i]]).Average();
        }
    }

    [Test]
    public void Classes_are_weighed_by_how_often_they_are_trained_on()
    {
        for (int seed = 0; seed < Tables; seed++)
        {
            DrawnTable drawn = new(600 + seed, isClass: true);
            var model = TabularModel.Train(drawn.Table, drawn.Options with
            { Labels = seed % 2 == 0 ? LabelRule.Balanced : LabelRule.Auto });
            int[] labels = model.Predictor.Encoder.Predicted.Labels(
                drawn.Table.Rows([.. model.Rows.Train, .. model.Rows.Validation]));
            double[] priors = [.. Enumerable.Range(0, model.Predictor.Classes.Count)
                .Select(c => labels.Count(label => label == c) / (double)labels.Length)];
            model.Predictor.Description.Priors.Zip(priors).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
            bool isEven = priors.Max() <= 1.5 * priors.Min();
            model.Balance.ShouldBe(drawn.Options.Balance != ClassBalance.Auto ? drawn.Options.Balance
                : isEven ? ClassBalance.None : ClassBalance.BalancedThenActual);
            model.Predictor.Labels.ShouldBe(
                seed % 2 == 0 || model.Balance != ClassBalance.None ? LabelRule.Balanced : LabelRule.MostProbable);
            (model.BeforeActualFrequencies is null).ShouldBe(model.Balance == ClassBalance.None);
        }
    }

    private static Table Times()
    {
        var random = new Random(2);
        return new(new NumberColumn("time", [.. Enumerable.Range(0, 60).Select(i => (double)((i * 7) % 60))]),
            new NumberColumn("x", [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble())]),
            new CategoryColumn("y", Enumerable.Range(0, 60).Select(i => new[] { "a", "b", "a", "c" }[i % 4])));
    }

    // What no weights alone can tell: a class in the middle of the other, and a column that tells nothing.
    private static Table Band()
    {
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())];
        return new(new NumberColumn("x", x), new NumberColumn("z", [.. x.Select(_ => random.NextDouble())]),
            new CategoryColumn("y", x.Select(each => Math.Abs(each - 0.5) < 0.2 ? "in" : "out")));
    }
}
