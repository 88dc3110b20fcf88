using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Keeps the scores of all samples, and reads an area off their order.</summary>
internal sealed class RankAccumulator(ClassMetric metric, Func<double[], bool[], double> area) : ClassAccumulator(metric)
{
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
        Scores.Read(predictions, targets);
        ExpectClasses(Scores.Classes);
        _classes = Scores.Classes;
        _logs = _logs.Length == _classes ? _logs : new double[_classes];
        for (int i = 0; i < Scores.Count; i++)
        {
            if (_classes == 2)
            {
                ReadOnlySpan<double> row = Scores.Row(i);
                _kept.Add(Metric.TakesProbabilities ? row[1] : row[1] - row[0]);
            }
            else
            {
                Scores.LogProbabilities(i, _logs);
                _kept.AddRange(_logs);
            }
        }

        _labels.AddRange(Scores.Labels);
        Count += Scores.Count;
    }

    public override IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        ["classes"] = Tensor.From([(long)_classes]),
        ["scores"] = Tensor.From(_kept.ToArray()),
        ["labels"] = Tensor.From(_labels.ToArray()),
    };

    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) =>
        StateReader.Load(state, Metric.Name, reader =>
        {
            int classes = (int)reader.Count("classes", int.MaxValue);
            long[] labels = reader.Counts("labels");
            double[] scores = reader.Reals("scores");
            if (scores.Length != (long)labels.Length * (classes == 2 ? 1 : classes) || Array.Exists(labels, label => label >= classes))
            {
                reader.Unfit("labels", FormattableString.Invariant($"do not go with {scores.Length} scores of {classes} classes"));
            }

            reader.Then(() =>
            {
                (Count, _classes) = (labels.Length, classes);
                _kept.Clear();
                _labels.Clear();
                _kept.AddRange(scores);
                _labels.AddRange(labels);
            });
        });

    public override void Merge(MetricAccumulator other)
    {
        RankAccumulator same = Same<RankAccumulator>(other);
        if (same._classes > 0)
        {
            ExpectClasses(same._classes);
            _classes = same._classes;
            _kept.AddRange(same._kept);
            _labels.AddRange(same._labels);
            Count += same.Count;
        }
    }

    private void ExpectClasses(int classes)
    {
        if (_classes > 0 && classes != _classes)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Metric.Name}: these predictions are of {classes} classes, those before of {_classes}."));
        }
    }
}
