using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Counts the samples whose class is among the k with the largest scores.</summary>
internal sealed class TopKAccumulator(ClassMetric metric, int k) : ClassAccumulator(metric)
{
    private long _hits;

    public override double Value => Count == 0 ? double.NaN : (double)_hits / Count;

    public override void Update(Tensor predictions, Tensor targets)
    {
        Scores.Read(predictions, targets);
        for (int i = 0; i < Scores.Count; i++)
        {
            ReadOnlySpan<double> row = Scores.Row(i);
            int label = (int)Scores.Labels[i], before = 0;
            for (int c = 0; c < row.Length; c++)
            {
                before += row[c] > row[label] || (row[c] == row[label] && c < label) ? 1 : 0;
            }

            _hits += before < k ? 1 : 0;
        }

        Count += Scores.Count;
    }

    public override IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        ["count"] = Tensor.From([Count]),
        ["hits"] = Tensor.From([_hits]),
    };

    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) =>
        StateReader.Load(state, Metric.Name, reader =>
        {
            long count = reader.Count("count"), hits = reader.Count("hits", count);
            reader.Then(() => (Count, _hits) = (count, hits));
        });

    public override void Merge(MetricAccumulator other)
    {
        TopKAccumulator same = Same<TopKAccumulator>(other);
        (_hits, Count) = (_hits + same._hits, Count + same.Count);
    }
}
