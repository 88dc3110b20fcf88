using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Counts the samples whose class is among the k with the largest scores.</summary>
internal sealed class TopKAccumulator(ClassMetric metric, int k) : MetricAccumulator
{
    private readonly ClassScores _scores = new(metric);
    private long _hits;

    public override double Value => Count == 0 ? double.NaN : (double)_hits / Count;

    public override void Update(Tensor predictions, Tensor targets)
    {
        _scores.Read(predictions, targets);
        for (int i = 0; i < _scores.Count; i++)
        {
            ReadOnlySpan<double> row = _scores.Row(i);
            int label = (int)_scores.Labels[i], before = 0;
            for (int c = 0; c < row.Length; c++)
            {
                before += row[c] > row[label] || (row[c] == row[label] && c < label) ? 1 : 0;
            }

            _hits += before < k ? 1 : 0;
        }

        Count += _scores.Count;
    }

    public override void Merge(MetricAccumulator other)
    {
        TopKAccumulator same = Same<TopKAccumulator>(other, metric.Name, accumulator => accumulator.K == k);
        (_hits, Count) = (_hits + same._hits, Count + same.Count);
    }

    private int K => k;
}
