using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The mean over all elements of the squared or absolute error, or the root of it.</summary>
internal sealed class ErrorAccumulator(string metric, bool isSquared, bool isRoot = false) : NumberAccumulator(metric)
{
    private readonly string _metric = metric;
    private double _sum;
    private long _elements;

    public override double Value => _elements == 0 ? double.NaN : isRoot ? Math.Sqrt(_sum / _elements) : _sum / _elements;

    public override IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        ["count"] = Tensor.From([Count]),
        ["elements"] = Tensor.From([_elements]),
        ["sum"] = Tensor.From([_sum]),
    };

    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) =>
        StateReader.Load(state, _metric, reader =>
        {
            (long count, long elements, double[] sum) = (reader.Count("count"), reader.Count("elements"), reader.Reals("sum", 1));
            reader.Then(() => (Count, _elements, _sum) = (count, elements, sum[0]));
        });

    public override void Merge(MetricAccumulator other)
    {
        ErrorAccumulator same = Same<ErrorAccumulator>(other, _metric, accumulator => accumulator._metric == _metric);
        (_sum, _elements, Count) = (_sum + same._sum, _elements + same._elements, Count + same.Count);
    }

    protected override void Add(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, int outputs)
    {
        for (int i = 0; i < predictions.Length; i++)
        {
            double error = predictions[i] - targets[i];
            _sum += isSquared ? error * error : Math.Abs(error);
        }

        _elements += predictions.Length;
    }
}
