using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Metrics;

public sealed class ClassMetricTests
{
    private static IEnumerable<MetricCase> OfClasses => MetricCase.All.Where(of => of.Metric is ClassMetric);

    // Made anew by every call.
    private static ClassMetric[] Different() =>
    [
        Metric.Accuracy, Metric.BalancedAccuracy, Metric.MacroF1, Metric.RocAuc, Metric.AveragePrecision, Metric.LogLoss, Metric.BrierScore,
        Metric.TopK(1), Metric.TopK(2), Metric.Recall(0), Metric.Recall(1), Metric.Precision(0), Metric.Precision(1), Metric.F1(0),
        Metric.F1(1), Metric.CalibrationError(), Metric.CalibrationError(7), Metric.CalibrationError(8),
    ];

    [Test]
    public void Metrics_are_equal_where_kind_argument_and_scores_are_and_their_names_tell_them_apart()
    {
        ClassMetric[] all = [.. Different().SelectMany(Ways)], again = [.. Different().SelectMany(Ways)];
        for (int i = 0; i < all.Length; i++)
        {
            for (int j = 0; j < all.Length; j++)
            {
                all[i].Equals(again[j]).ShouldBe(i == j, $"{all[i]} and {again[j]}");
                (all[i].Name == again[j].Name).ShouldBe(i == j);
            }

            all[i].GetHashCode().ShouldBe(again[i].GetHashCode());
            all[i].OnProbabilities.OnProbabilities.ShouldBe(all[i].OnProbabilities);
        }

        static ClassMetric[] Ways(ClassMetric metric) =>
            [metric, metric.OnProbabilities, metric.Ignoring(0), metric.Ignoring(1).Ignoring(2).OnProbabilities];

        Metric.Accuracy.Ignoring(0).OnProbabilities.ShouldBe(Metric.Accuracy.OnProbabilities.Ignoring(0));
        Metric.Accuracy.Ignoring(0).Ignoring(-100).ShouldBe(Metric.Accuracy);
        Metric.CalibrationError(15).ShouldBe(Metric.CalibrationError());
        Metric.Accuracy.Equals(Metric.Mse).ShouldBeFalse();
        $"{Metric.TopK(2).OnProbabilities}".ShouldBe("top-2 accuracy on probabilities");
        $"{Metric.CalibrationError(7)}, {Metric.CalibrationError()}".ShouldBe("calibration error in 7 bins, calibration error");
    }

    [Test]
    public void What_was_asked_for_is_found_by_an_equal_metric()
    {
        var model = new Linear(2, 3);
        Tensor inputs = Tensor.Normal([12, 2], new Generator(1));
        var data = new TensorDataset(inputs, Tensor.From([.. Enumerable.Range(0, 12).Select(i => (long)(i % 3))]));
        var trainer = new Trainer(model, new CrossEntropyLoss(), new Sgd(model.Parameters(), 0.1))
        {
            Metrics = [Metric.TopK(2), Metric.Recall(1), Metric.CalibrationError()],
            EarlyStopping = new(3, Metric.Recall(1)),
        };
        trainer.Fit(new DataLoader(data, batchSize: 4), new DataLoader(data, batchSize: 4), epochs: 2);
        Evaluation evaluation = trainer.Evaluate(new DataLoader(data, batchSize: 4));
        evaluation[Metric.TopK(2)].ShouldBe(Metric.TopK(2).Of(model.Forward(inputs), data.Targets));
        evaluation[Metric.CalibrationError()].ShouldBeInRange(0, 1);
        Should.Throw<ArgumentException>(() => evaluation[Metric.TopK(3)]).Message.ShouldContain("top-3 accuracy was not measured");
        Should.Throw<ArgumentException>(() => evaluation[Metric.TopK(2).OnProbabilities]).Message.ShouldContain("on probabilities was");
    }

    [Test]
    public void Only_what_an_equal_metric_has_measured_is_merged()
    {
        foreach (ClassMetric one in Different())
        {
            foreach (ClassMetric other in Different().Append(one.OnProbabilities).Where(other => !other.Equals(one)))
            {
                Should.Throw<ArgumentException>(() => one.Start().Merge(other.Start()), $"{one} and {other}")
                    .Message.ShouldStartWith(one.Name);
            }
        }
    }

    [TestCaseSource(nameof(OfClasses))]
    public void A_probability_that_rounding_put_beyond_0_or_1_is_taken_for_0_or_1(MetricCase of)
    {
        var metric = (ClassMetric)of.Metric;
        bool isSingle = of.Data(1, new Generator(1)).Predictions.Rank == 1;
        Tensor exact = isSingle ? Tensor.From([0, 1, 0.25, 1, 0])
            : Tensor.From([0.0, 1, 0, 0.25, 0, 0.75, 0.25, 0.5, 0.25, 0, 0, 1, 0.5, 0.5, 0], [5, 3]);
        Tensor rounded = isSingle ? Tensor.From([-1e-4, 1 + 1e-4, 0.25, 1 + 1e-4, -1e-4])
            : Tensor.From([-1e-4, 1 + 1e-4, -1e-4, 0.25, -1e-4, 0.75, 0.25, 0.5, 0.25, -2e-4, -1e-4, 1 + 2e-4, 0.5, 0.5, -1e-4], [5, 3]);
        Tensor labels = isSingle ? Tensor.From([0L, 1, 1, 1, 0]) : Tensor.From([1L, 2, 0, 2, 0]);
        double value = metric.OnProbabilities.Of(rounded, labels);
        value.ShouldBe(metric.OnProbabilities.Of(exact, labels), 1e-12);
        double.IsFinite(value).ShouldBeTrue();
    }

    [Test]
    public void Areas_come_to_an_end_whatever_the_scores()
    {
        foreach (Func<double[], bool[], double> area in new[] { Ranks.RocArea, Ranks.AveragePrecision })
        {
            area([double.NaN, 1, double.NaN, double.NegativeInfinity], [true, false, false, true]).ShouldBeInRange(0, 1);
        }
    }

    [Test]
    public void Measures_of_counts_need_memory_as_the_classes_and_not_as_their_square()
    {
        // More than there can be in a confusion matrix; as scores of 20,000 classes, and decided.
        float[] scores = new float[3 * 20_000];
        (scores[7], scores[20_000 + 19_999], scores[40_000 + 7]) = (1, 1, 1);
        Tensor predictions = Tensor.From(scores, [3, 20_000]), labels = Tensor.From([7L, 19_999, 19_999]);
        Tensor decided = Tensor.From([70_007L, 99_999, 70_007]), actual = Tensor.From([70_007L, 99_999, 99_999]);
        Measured(predictions, labels, 7);
        Measured(decided, actual, 70_007);

        static void Measured(Tensor predictions, Tensor labels, int c)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Metric.Accuracy.Of(predictions, labels).ShouldBe(2.0 / 3);
            Metric.BalancedAccuracy.Of(predictions, labels).ShouldBe(0.75);
            Metric.MacroF1.Of(predictions, labels).ShouldBe(2.0 / 3, 1e-15);
            Metric.Recall(c).Of(predictions, labels).ShouldBe(1);
            Metric.Precision(c).Of(predictions, labels).ShouldBe(0.5);
            Metric.F1(c).Of(predictions, labels).ShouldBe(2.0 / 3);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(40_000_000);
        }
    }

    [Test]
    public void What_is_too_large_for_a_class_is_refused_by_name_and_nothing_is_counted()
    {
        MetricAccumulator accuracy = Metric.Accuracy.Start();
        Tensor fine = Tensor.From([0L, 1]), large = Tensor.From([0L, 5_000_000_000]);
        Should.Throw<ArgumentException>(() => accuracy.Update(large, fine)).Message
            .ShouldStartWith("accuracy: the prediction for sample 1 is 5000000000; expected a class, 0 to 16777215");
        Should.Throw<ArgumentException>(() => accuracy.Update(fine, large)).Message
            .ShouldStartWith("accuracy: the target of sample 1 is 5000000000; expected a class, 0 to 16777215");
        (accuracy.Count, accuracy.Value).ShouldBe((0, double.NaN));
    }

    [Test]
    public void A_reliability_diagram_of_probabilities_is_that_of_their_logits()
    {
        Tensor logits = Tensor.Normal([30, 3], new Generator(1), dtype: DType.Float64);
        Tensor labels = Tensor.From([.. Enumerable.Range(0, 30).Select(i => (long)(i % 3))]);
        ReliabilityDiagram.Of(logits.Softmax(1), labels, bins: 5, onProbabilities: true).ToString()
            .ShouldBe(ReliabilityDiagram.Of(logits, labels, bins: 5).ToString());
    }
}
