namespace Autograd.Nn;

/// <summary>What measures of classes have in common: only what an equal metric has started is merged.</summary>
internal abstract class ClassAccumulator(ClassMetric metric) : MetricAccumulator
{
    protected ClassMetric Metric => metric;

    protected ClassScores Scores { get; } = new(metric);

    protected T Same<T>(MetricAccumulator other) where T : ClassAccumulator =>
        Same<T>(other, metric.Name, accumulator => accumulator.Metric.Equals(metric));
}
