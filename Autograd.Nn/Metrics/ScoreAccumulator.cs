using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Sums a score of each sample's probabilities.</summary>
internal sealed class ScoreAccumulator(ClassMetric metric, ScoreAccumulator.Score score) : ClassAccumulator(metric)
{
    /// <summary>The score of a sample.</summary>
    /// <param name="logs">The logarithms of the probabilities.</param>
    /// <param name="label">The actual class.</param>
    public delegate double Score(ReadOnlySpan<double> logs, int label);

    private double[] _logs = [];
    private double _sum;

    public static Score LogLoss { get; } = (logs, label) => -logs[label];

    public static Score Brier { get; } = (logs, label) =>
    {
        double squares = 0, others = 0;
        for (int c = 0; c < logs.Length; c++)
        {
            double error = c == label ? 0 : Math.Exp(logs[c]);
            squares += error * error;
            others += error;
        }

        // What is not given to the actual class is given to the others.
        squares += others * others;
        return logs.Length == 2 ? squares / 2 : squares;
    };

    public override double Value => Count == 0 ? double.NaN : _sum / Count;

    public override void Update(Tensor predictions, Tensor targets)
    {
        Scores.Read(predictions, targets);
        _logs = _logs.Length == Scores.Classes ? _logs : new double[Scores.Classes];
        for (int i = 0; i < Scores.Count; i++)
        {
            Scores.LogProbabilities(i, _logs);
            _sum += score(_logs, (int)Scores.Labels[i]);
        }

        Count += Scores.Count;
    }

    public override IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        ["count"] = Tensor.From([Count]),
        ["sum"] = Tensor.From([_sum]),
    };

    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) =>
        StateReader.Load(state, Metric.Name, reader =>
        {
            (long count, double[] sum) = (reader.Count("count"), reader.Reals("sum", 1));
            reader.Then(() => (Count, _sum) = (count, sum[0]));
        });

    public override void Merge(MetricAccumulator other)
    {
        ScoreAccumulator same = Same<ScoreAccumulator>(other);
        (_sum, Count) = (_sum + same._sum, Count + same.Count);
    }
}
