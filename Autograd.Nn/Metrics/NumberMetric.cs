namespace Autograd.Nn;

/// <summary>A metric of predicted numbers.</summary>
internal sealed class NumberMetric(string name, bool higherIsBetter, Func<MetricAccumulator> start)
    : Metric(name, higherIsBetter, NumberAccumulator.Takes)
{
    public override MetricAccumulator Start() => start();
}
