using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Counts which classes were taken for which, and reads a measure off the counts.</summary>
internal sealed class CountAccumulator(ClassMetric metric, Func<ConfusionMatrix, double> read, int largestClass = 0) : MetricAccumulator
{
    private readonly ClassScores _scores = new(metric);
    private ConfusionMatrix? _matrix;

    public override double Value => _matrix is null ? double.NaN : read(_matrix);

    public override void Update(Tensor predictions, Tensor targets)
    {
        _scores.Read(predictions, targets, takesDecisions: true);
        if (_scores.Classes > 0 && largestClass >= _scores.Classes)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{metric.Name}: the predictions {predictions.Shape} are of {_scores.Classes} classes only."),
                nameof(predictions));
        }

        _matrix ??= new ConfusionMatrix(1);
        _matrix.AddScores(_scores);
        Count += _scores.Count;
    }

    public override void Merge(MetricAccumulator other)
    {
        CountAccumulator same = Same<CountAccumulator>(other, metric.Name, accumulator => accumulator.Metric.Name == metric.Name);
        if (same._matrix is { } matrix)
        {
            (_matrix ??= new ConfusionMatrix(1)).Grow(matrix.ClassCount);
            _matrix.Merge(matrix);
            Count += same.Count;
        }
    }

    private ClassMetric Metric => metric;
}
