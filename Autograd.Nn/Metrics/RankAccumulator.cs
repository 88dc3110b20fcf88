using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Keeps the scores of all samples, and reads an area off their order.</summary>
internal sealed class RankAccumulator(ClassMetric metric, Func<double[], bool[], double> area) : MetricAccumulator
{
    private readonly ClassScores _scores = new(metric);
    private readonly List<double> _kept = [];
    private readonly List<long> _labels = [];
    private double[] _logs = [];
    private int _classes;

    public override double Value
    {
        get
        {
            if (_classes <= 2)
            {
                return area([.. _kept], [.. _labels.Select(label => label == 1)]);
            }

            double sum = 0;
            int defined = 0;
            for (int c = 0; c < _classes; c++)
            {
                double[] ofClass = new double[_labels.Count];
                bool[] isPositive = new bool[_labels.Count];
                for (int i = 0; i < ofClass.Length; i++)
                {
                    (ofClass[i], isPositive[i]) = (_kept[(i * _classes) + c], _labels[i] == c);
                }

                double value = area(ofClass, isPositive);
                sum += double.IsNaN(value) ? 0 : value;
                defined += double.IsNaN(value) ? 0 : 1;
            }

            return defined == 0 ? double.NaN : sum / defined;
        }
    }

    public override void Update(Tensor predictions, Tensor targets)
    {
        _scores.Read(predictions, targets);
        ExpectClasses(_scores.Classes);
        _classes = _scores.Classes;
        _logs = _logs.Length == _classes ? _logs : new double[_classes];
        for (int i = 0; i < _scores.Count; i++)
        {
            if (_classes == 2)
            {
                ReadOnlySpan<double> row = _scores.Row(i);
                _kept.Add(metric.TakesProbabilities ? row[1] : row[1] - row[0]);
            }
            else
            {
                _scores.LogProbabilities(i, _logs);
                _kept.AddRange(_logs);
            }
        }

        _labels.AddRange(_scores.Labels);
        Count += _scores.Count;
    }

    public override void Merge(MetricAccumulator other)
    {
        RankAccumulator same = Same<RankAccumulator>(
            other, metric.Name, accumulator => accumulator.Metric.Name == metric.Name
                && accumulator.Metric.TakesProbabilities == metric.TakesProbabilities);
        if (same._classes > 0)
        {
            ExpectClasses(same._classes);
            _classes = same._classes;
            _kept.AddRange(same._kept);
            _labels.AddRange(same._labels);
            Count += same.Count;
        }
    }

    private ClassMetric Metric => metric;

    private void ExpectClasses(int classes)
    {
        if (_classes > 0 && classes != _classes)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{metric.Name}: these predictions are of {classes} classes, those before of {_classes}."));
        }
    }
}
