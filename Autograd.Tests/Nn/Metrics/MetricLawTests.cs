using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Metrics;

public sealed class MetricLawTests
{
    private static IEnumerable<MetricCase> Cases => MetricCase.All;

    [TestCaseSource(nameof(Cases))]
    public void The_value_is_that_of_plain_code(MetricCase of) => MetricLaws.Oracle(of);

    [TestCaseSource(nameof(Cases))]
    public void Batches_of_any_size_give_the_same(MetricCase of) => MetricLaws.Batches(of);

    [TestCaseSource(nameof(Cases))]
    public void The_order_of_samples_does_not_matter(MetricCase of) => MetricLaws.Order(of);

    [TestCaseSource(nameof(Cases))]
    public void Of_sequences_each_position_counts_unless_it_is_ignored(MetricCase of) => MetricLaws.Sequences(of);

    [TestCaseSource(nameof(Cases))]
    public void What_was_measured_apart_comes_together(MetricCase of) => MetricLaws.Merging(of);

    [TestCaseSource(nameof(Cases))]
    public void What_does_not_fit_is_refused_by_name(MetricCase of) => MetricLaws.Refusals(of);

    [TestCaseSource(nameof(Cases))]
    public void Of_nothing_nothing_is_said(MetricCase of) => MetricLaws.Nothing(of);

    [Test]
    public void Every_metric_that_is_listed_is_in_the_catalogue() =>
        typeof(Metric).GetProperties().Where(property => property.GetMethod!.IsStatic).Select(property => (Metric)property.GetValue(null)!)
            .Where(metric => MetricCase.All.All(of => of.Metric != metric)).ShouldBeEmpty();

    [Test]
    public void Undefined_values_are_NaN_and_known_ones_are_not()
    {
        Tensor scores = Tensor.From([0.5f, -1, 2]), ones = Tensor.From([1L, 1, 1]);
        Metric.RocAuc.Of(scores, ones).ShouldBe(double.NaN);
        Metric.AveragePrecision.Of(scores, ones).ShouldBe(1);
        Metric.AveragePrecision.Of(scores, Tensor.From([0L, 0, 0])).ShouldBe(double.NaN);
        Metric.BalancedAccuracy.Of(scores, ones).ShouldBe(2.0 / 3);
        Metric.Recall(0).Of(scores, ones).ShouldBe(double.NaN);
        Metric.Recall(7).Of(Tensor.From([1L]), Tensor.From([1L])).ShouldBe(double.NaN);
        Metric.R2.Of(Tensor.From([1f, 2]), Tensor.From([3f, 3])).ShouldBe(double.NaN);
        Metric.LogLoss.OnProbabilities.Of(Tensor.From([1.0, 0, 0.5, 0.5], [2, 2]), Tensor.From([1L, 0])).ShouldBe(double.PositiveInfinity);
    }

    [Test]
    public void Extreme_logits_keep_what_probabilities_would_lose()
    {
        // Probabilities of these are 1 in double precision, and would tie.
        Tensor logits = Tensor.From([0f, 60, 0, 80, 0, 100], [3, 2]);
        Metric.RocAuc.Of(logits, Tensor.From([0L, 1, 1])).ShouldBe(1);
        Metric.LogLoss.Of(Tensor.From([2000f, 0], [1, 2]), Tensor.From([1L])).ShouldBe(2000);
        Metric.LogLoss.Of(Tensor.From([0f, 50], [1, 2]), Tensor.From([1L])).ShouldBe(Math.Exp(-50), 1e-30);
        Metric.Accuracy.Of(Tensor.From([float.NegativeInfinity, 0], [1, 2]), Tensor.From([1L])).ShouldBe(1);
    }

    [Test]
    public void The_same_logits_of_the_other_classes_tie_in_whatever_order_they_come()
    {
        var random = new System.Random(3);
        double[] others = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble())];
        double[] logits = [.. Enumerable.Range(0, 40).SelectMany(_ =>
        {
            random.Shuffle(others);
            return others.Prepend(10);
        })];
        var scores = new Autograd.Nn.ClassScores("ties", areProbabilities: false, "logits");
        scores.Read(Tensor.From(logits, [40, 7]), Tensor.Zeros([40], DType.Int64));
        double[] logs = new double[7];
        Enumerable.Range(0, 40).Select(i =>
        {
            scores.LogProbabilities(i, logs);
            return logs[0];
        }).Distinct().Count().ShouldBe(1);
    }

    [Test]
    public void What_is_a_class_may_come_in_several_ways()
    {
        Tensor labels = Tensor.From([0L, 1, 1, 0]), scores = Tensor.From([-1f, 2, -3, -4]);
        Metric.Accuracy.Of(scores, labels).ShouldBe(0.75);
        Metric.Accuracy.Of(scores.Unsqueeze(1), labels.Unsqueeze(1)).ShouldBe(0.75);
        Metric.Accuracy.Of(scores.Unsqueeze(1), labels.To(DType.Float32).Unsqueeze(1)).ShouldBe(0.75);
        Metric.Accuracy.OnProbabilities.Of(scores.Sigmoid(), labels).ShouldBe(0.75);
        Metric.BalancedAccuracy.Of(Tensor.From([0L, 1, 0, 0]), labels).ShouldBe(0.75);
        ConfusionMatrix.Of(Tensor.From([0L, 2, 0, 0]), labels)[1, 2].ShouldBe(1);
        ConfusionMatrix.Of(Tensor.From([0L, 2, 0, 0], [2, 2]), labels.Reshape(2, 2), ignoreIndex: 0).Count.ShouldBe(2);
        ReliabilityDiagram.Of(scores, Tensor.From([0L, 1, -100, 0])).Count.ShouldBe(3);
        Metric.Accuracy.OnProbabilities.TakesProbabilities.ShouldBeTrue();
    }

    [Test]
    public void What_is_wrong_is_told()
    {
        Tensor scores = Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3]);
        Refused(() => Metric.Accuracy.Of(scores, Tensor.From([0L, 3])),
            "accuracy: the target of sample 1 is 3; expected 0 to 2, for there are 3 classes");
        Refused(() => Metric.Accuracy.Of(scores, Tensor.From([0L, -1])), "the target of sample 1 is -1");
        Refused(() => Metric.Accuracy.Of(scores, Tensor.From([0L, 1, 2])),
            "accuracy: the predictions are Float32 [2, 3] and the targets Int64 [3]; expected scores [samples, classes]");
        Refused(() => Metric.Accuracy.Of(Tensor.Zeros([2, 4, 3]), Tensor.Zeros([2, 4], DType.Int64)),
            "expected scores [samples, classes]", "Transpose(1, 2) of the predictions brings the classes to axis 1");
        Refused(() => Metric.Accuracy.Of(Tensor.Zeros([1, 3, 2]), Tensor.From([0L, 3], [1, 2])), "the target of position [0, 1] is 3");
        Refused(() => Metric.Accuracy.Ignoring(0).Of(scores, Tensor.From([1L, -100])),
            "accuracy ignoring 0: the target of sample 1 is -100");
        Refused(() => Metric.LogLoss.OnProbabilities.Of(scores, Tensor.From([0L, 1])),
            "log loss on probabilities: a score of sample 0 is 2; expected probabilities, from 0 to 1. Of logits make them with Softmax");
        Refused(() => Metric.LogLoss.OnProbabilities.Of(Tensor.From([0.5f, 0.4f], [1, 2]), Tensor.From([0L])), "sum to 0.9");
        Refused(() => Metric.RocAuc.Of(Tensor.From([0L, 1]), Tensor.From([0L, 1])), "ROC area: the predictions are Int64 [2]");
        Refused(() => Metric.Accuracy.Of(Tensor.From([0L, -1]), Tensor.From([0L, 1])), "the prediction for sample 1 is -1");
        Refused(() => Metric.Accuracy.Of(Tensor.From([0.5f, 0.25f]), Tensor.From([0f, 0.5f])),
            "the target of sample 1 is 0.5; expected 0 or 1");
        Refused(() => Metric.Recall(3).Of(scores, Tensor.From([0L, 1])), "recall of class 3: the predictions [2, 3] are of 3 classes only");
        Refused(() => Metric.Accuracy.Of(Tensor.From([float.PositiveInfinity, 0], [1, 2]), Tensor.From([0L])), "Has training diverged?");
        Refused(() => Metric.Mse.Of(Tensor.Ones([2]), Tensor.Ones([2, 1])),
            "mean squared error: the predictions are Float32 [2] and the targets Float32 [2, 1]; expected predictions and targets of one");
        Refused(() => Metric.Mae.Of(Tensor.Ones([2, 1]), Tensor.From([1f, float.NaN], [2, 1])), "the target at [1, 0] is NaN");
        Refused(() => Metric.TopK(0), "k is 0");
        Refused(() => Metric.CalibrationError(0), "bins is 0");
        Refused(() => Metric.F1(-1), "c is -1");
        MetricAccumulator area = Metric.RocAuc.Start();
        area.Update(scores, Tensor.From([0L, 1]));
        Refused(() => area.Update(scores[.., ..2], Tensor.From([0L, 1])), "these predictions are of 2 classes, those before of 3");
        Refused(() => new ReliabilityDiagram(5).Merge(new ReliabilityDiagram(6)), "the other has 6 bins; expected 5");
        Refused(() => new ConfusionMatrix(2).Merge(new ConfusionMatrix(3)), "the other is of 3 classes; expected 2");
    }

    [Test]
    public void A_metric_says_what_is_better()
    {
        Metric.Accuracy.IsBetter(0.9, 0.8).ShouldBeTrue();
        Metric.LogLoss.IsBetter(0.9, 0.8).ShouldBeFalse();
        Metric.LogLoss.IsBetter(0.8, double.NaN).ShouldBeTrue();
        Metric.LogLoss.IsBetter(double.NaN, 0.8).ShouldBeFalse();
        Metric.LogLoss.IsBetter(0.8, 0.8).ShouldBeFalse();
        $"{Metric.TopK(5)}, {Metric.Recall(2)}".ShouldBe("top-5 accuracy, recall of class 2");
    }

    [Test]
    public void A_reliability_diagram_prints_its_bins()
    {
        var diagram = new ReliabilityDiagram(bins: 4, onProbabilities: true);
        diagram.Add(Tensor.From([0.75f, 0.25f, 0.4f, 0.9f]), Tensor.From([1L, 1, 0, 1]));
        diagram.ToString().ShouldBe(
            """
            confidence     samples        mean       right
            0.50 – 0.75           3      0.7000      0.6667
            0.75 – 1.00           1      0.9000      1.0000
            calibration error 0.0500, 4 samples
            """.ReplaceLineEndings("\n"));
    }

    private static void Refused(Action action, params string[] parts)
    {
        string message = Should.Throw<ArgumentException>(action).Message;
        parts.ShouldAllBe(part => message.Contains(part, StringComparison.Ordinal));
    }
}
