using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Metrics;

/// <summary>A metric with one mistake each: the law that forbids it rejects it, and all accept the one without.</summary>
public sealed class BrokenMetricTests
{
    private enum Mistake
    {
        None,
        Off,
        MeanOfBatches,
        FirstSampleCountsTwice,
        MergeForgets,
        MergeChangesTheOther,
        Broadcasts,
        TakesHalfABatch,
        ZeroOfNothing,
    }

    [Test]
    public void Without_a_mistake_all_laws_hold()
    {
        MetricCase right = Of(Mistake.None);
        MetricLaws.Oracle(right);
        MetricLaws.Batches(right);
        MetricLaws.Order(right);
        MetricLaws.Merging(right);
        MetricLaws.Refusals(right);
        MetricLaws.Nothing(right);
    }

    [Test]
    public void A_value_that_is_off() => Rejected(() => MetricLaws.Oracle(Of(Mistake.Off)));

    [Test]
    public void A_mean_of_means_of_batches() => Rejected(() => MetricLaws.Batches(Of(Mistake.MeanOfBatches)));

    [Test]
    public void An_order_that_matters() => Rejected(() => MetricLaws.Order(Of(Mistake.FirstSampleCountsTwice)));

    [Test]
    public void An_ignored_target_that_counts_unless_it_is_the_usual_one() => Should.Throw<ArgumentException>(() => MetricLaws.Sequences(
        MetricCase.All.Single(of => of.Metric == Metric.Accuracy) with
        {
            Metric = new ClassMetric("accuracy", true, _ => Metric.Accuracy.Start()),
        })).Message.ShouldContain("is 99; expected 0 to 3");

    [Test]
    public void A_merge_that_forgets() => Rejected(() => MetricLaws.Merging(Of(Mistake.MergeForgets)));

    [Test]
    public void A_merge_that_changes_the_other() => Rejected(() => MetricLaws.Merging(Of(Mistake.MergeChangesTheOther)));

    [Test]
    public void Shapes_that_are_broadcast() => Rejected(() => MetricLaws.Refusals(Of(Mistake.Broadcasts)));

    [Test]
    public void A_batch_that_is_refused_after_half_of_it_was_taken() => Rejected(() => MetricLaws.Refusals(Of(Mistake.TakesHalfABatch)));

    [Test]
    public void Nothing_that_counts_for_something() => Rejected(() => MetricLaws.Nothing(Of(Mistake.ZeroOfNothing)));

    private static MetricCase Of(Mistake mistake) =>
        MetricCase.All.Single(of => of.Metric == Metric.Mse) with { Metric = new Squared(mistake), Name = "mean squared error" };

    private static void Rejected(Action law) => Should.Throw<ShouldAssertException>(law);

    // Derives from the base class as a user's own would, from outside of the library.
    private sealed class Squared(Mistake mistake) : Metric("mean square", higherIsBetter: false, "numbers of one shape")
    {
        public override MetricAccumulator Start() => new Sum(Name, mistake);
    }

    private sealed class Sum(string name, Mistake mistake) : MetricAccumulator
    {
        private double _sum, _elements;

        public override double Value => _elements == 0
            ? mistake == Mistake.ZeroOfNothing ? 0 : double.NaN
            : (_sum / _elements) + (mistake == Mistake.Off ? 1e-9 : 0);

        public override void Update(Tensor predictions, Tensor targets)
        {
            if (mistake == Mistake.TakesHalfABatch && predictions.DType.IsFloat() && predictions.Count > 0)
            {
                double first = predictions.ToFloat64().ToArray<double>()[0];
                (_sum, _elements) = (_sum + (first * first), _elements + 1);
            }

            bool fits = predictions.Shape == targets.Shape && predictions.Rank > 0;
            if ((!fits && mistake != Mistake.Broadcasts) || !predictions.DType.IsFloat())
            {
                throw new ArgumentException($"{name}: {predictions.Shape} and {targets.Shape} do not fit.");
            }

            double[] errors = (predictions.ToFloat64() - targets.ToFloat64()).Square().ToArray<double>();
            if (errors.Any(double.IsNaN))
            {
                throw new ArgumentException($"{name}: NaN.");
            }

            if (errors.Length == 0)
            {
                return;
            }

            if (mistake == Mistake.FirstSampleCountsTwice)
            {
                errors[1] = errors[0];
            }

            (_sum, _elements) = mistake == Mistake.MeanOfBatches
                ? (_sum + errors.Average(), _elements + 1)
                : (_sum + errors.Sum(), _elements + errors.Length);
            Count += predictions.Shape[0];
        }

        public override void Merge(MetricAccumulator other)
        {
            Sum same = other as Sum ?? throw new ArgumentException($"{name}: another.");
            (_sum, _elements) = (_sum + (mistake == Mistake.MergeForgets ? 0 : same._sum), _elements + same._elements);
            Count += same.Count;
            if (mistake == Mistake.MergeChangesTheOther)
            {
                same._sum++;
            }
        }
    }
}
