using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Metrics;

/// <summary>What holds for every metric. Each law throws where it is broken; BrokenMetricTests shows that each does.</summary>
internal static class MetricLaws
{
    private const int Count = 41;

    /// <summary>The value is that of plain code, for Float32 and Float64.</summary>
    public static void Oracle(MetricCase of)
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            (Tensor predictions, Tensor targets) = of.Data(Count, new Generator(seed));
            double expected = of.Oracle(MetricCase.Rows(predictions), MetricCase.Rows(targets));
            of.Metric.Of(predictions, targets).ShouldBe(expected, 1e-12);
            of.Metric.Of(predictions.ToFloat64(), targets).ShouldBe(expected, 1e-12);
        }
    }

    /// <summary>Neither the sizes of batches nor an empty one matter.</summary>
    public static void Batches(MetricCase of)
    {
        (Tensor predictions, Tensor targets) = of.Data(Count, new Generator(1));
        foreach (int size in new[] { 1, 7, Count })
        {
            MetricAccumulator accumulator = of.Metric.Start();
            accumulator.Update(predictions[..0], targets[..0]);
            for (int start = 0; start < Count; start += size)
            {
                Range part = start..Math.Min(start + size, Count);
                accumulator.Update(predictions[part], targets[part]);
            }

            accumulator.Count.ShouldBe(Count);
            Same(of, accumulator.Value, of.Metric.Of(predictions, targets));
        }
    }

    /// <summary>The order of samples does not matter.</summary>
    public static void Order(MetricCase of)
    {
        (Tensor predictions, Tensor targets) = of.Data(Count, new Generator(2));
        long[] order = [.. Enumerable.Range(0, Count).Select(i => (long)i)];
        new Generator(3).Shuffle<long>(order);
        Tensor index = Tensor.From(order);
        Same(of, of.Metric.Of(predictions.IndexSelect(0, index), targets.IndexSelect(0, index)), of.Metric.Of(predictions, targets));
    }

    /// <summary>
    /// Of sequences, with the classes on axis 1, each position counts as a sample, and one that is to be ignored not at all, whatever its
    /// scores are.
    /// </summary>
    public static void Sequences(MetricCase of)
    {
        if (of.Metric is not ClassMetric metric)
        {
            return;
        }

        (Tensor predictions, Tensor targets) = of.Data(42, new Generator(5));
        Tensor rows = predictions.Rank == 1 ? predictions.Unsqueeze(1) : predictions;
        Same(of, metric.Of(Sequence(rows), targets.Reshape(6, 7)), metric.Of(predictions, targets));
        foreach (int ignored in new[] { -100, 99 })
        {
            long[] labels = targets.ToArray<long>();
            Tensor spoilt = rows.Detach();
            for (int i = 3; i < labels.Length; i += 5)
            {
                labels[i] = ignored;
                spoilt.SetItem(float.NaN, i, 0);
            }

            Tensor kept = Tensor.From([.. Enumerable.Range(0, 42).Where(i => labels[i] != ignored).Select(i => (long)i)]);
            double value = metric.Of(predictions.IndexSelect(0, kept), targets.IndexSelect(0, kept));
            ClassMetric ignoring = metric.Ignoring(ignored);
            Same(of, ignoring.Of(spoilt, Tensor.From(labels)), value);
            Same(of, ignoring.Of(Sequence(spoilt), Tensor.From(labels, [6, 7])), value);
            MetricAccumulator accumulator = ignoring.Start();
            accumulator.Update(Sequence(spoilt), Tensor.From(labels, [6, 7]));
            accumulator.Count.ShouldBe(kept.Count);
        }

        static Tensor Sequence(Tensor rows) => rows.Reshape(6, 7, rows.Shape[1]).Transpose(1, 2);
    }

    /// <summary>What was measured apart comes together to what was measured at once, whichever is merged into which.</summary>
    public static void Merging(MetricCase of)
    {
        (Tensor predictions, Tensor targets) = of.Data(Count, new Generator(4));
        foreach (bool swapped in new[] { false, true })
        {
            MetricAccumulator first = of.Metric.Start(), second = of.Metric.Start();
            first.Update(predictions[..17], targets[..17]);
            second.Update(predictions[17..], targets[17..]);
            (MetricAccumulator into, MetricAccumulator from) = swapped ? (second, first) : (first, second);
            double before = from.Value;
            into.Merge(of.Metric.Start());
            into.Merge(from);
            MetricAccumulator all = of.Metric.Start();
            all.Merge(into);
            all.Count.ShouldBe(Count);
            Same(of, all.Value, of.Metric.Of(predictions, targets));
            from.Value.ShouldBe(before);
        }
    }

    /// <summary>What does not fit is refused by the metric's name, and changes nothing.</summary>
    public static void Refusals(MetricCase of)
    {
        (Tensor predictions, Tensor targets) = of.Data(Count, new Generator(5));
        MetricAccumulator accumulator = of.Metric.Start();
        accumulator.Update(predictions, targets);
        double before = accumulator.Value;
        Tensor spoiled = predictions.Detach();
        spoiled.AsWritableSpan<float>()[^1] = float.NaN;
        foreach ((Tensor p, Tensor t) in new[]
        {
            (predictions[..5], targets[..6]), (predictions[..5].Unsqueeze(1).Unsqueeze(1), targets[..5]), (predictions, Tensor.Ones([Count,
                2, 1])),
            (predictions, targets.Unsqueeze(-1).Unsqueeze(-1)[..4]), (Tensor.Scalar(1f), Tensor.Scalar(1L, DType.Int64)),
            (predictions > 0, targets), (spoiled, targets),
        })
        {
            string message = Should.Throw<ArgumentException>(() => accumulator.Update(p, t), $"{p.Shape} for {t.Shape}").Message;
            message.ShouldStartWith(of.Metric.Name);
            message.ShouldNotContain("?.");
        }

        accumulator.Value.ShouldBe(before);
        accumulator.Count.ShouldBe(Count);
    }

    /// <summary>Of no samples the value is undefined; the accumulator of another metric is refused.</summary>
    public static void Nothing(MetricCase of)
    {
        of.Metric.Start().Value.ShouldBe(double.NaN);
        (Tensor predictions, Tensor targets) = of.Data(Count, new Generator(6));
        of.Metric.Of(predictions[..0], targets[..0]).ShouldBe(double.NaN);
        Should.Throw<ArgumentException>(() => of.Metric.Start().Merge(new Stranger())).Message.ShouldStartWith(of.Metric.Name);
    }

    private static void Same(MetricCase of, double value, double expected)
    {
        if (of.IsExact)
        {
            value.ShouldBe(expected);
        }

        value.ShouldBe(expected, 1e-12);
    }

    private sealed class Stranger : MetricAccumulator
    {
        public override double Value => 0;

        public override void Update(Tensor predictions, Tensor targets) => Count++;

        public override void Merge(MetricAccumulator other) => Count++;
    }
}
