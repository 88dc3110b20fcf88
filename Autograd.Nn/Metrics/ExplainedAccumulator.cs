using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// R²: for each output the squared errors, and the targets' mean and squared deviations from it (Welford 1962; merged after Chan, Golub and
/// LeVeque 1979). Means count from the first target, so that nothing is lost of small deviations beside a large mean.
/// </summary>
internal sealed class ExplainedAccumulator(string metric) : NumberAccumulator(metric)
{
    private readonly string _metric = metric;
    private double[] _errors = [], _firsts = [], _means = [], _squares = [];

    public override double Value
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < _errors.Length; i++)
            {
                sum += _squares[i] == 0 ? double.NaN : 1 - (_errors[i] / _squares[i]);
            }

            return sum / _errors.Length;
        }
    }

    public override IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        ["count"] = Tensor.From([Count]),
        ["errors"] = Tensor.From(_errors),
        ["firsts"] = Tensor.From(_firsts),
        ["means"] = Tensor.From(_means),
        ["squares"] = Tensor.From(_squares),
    };

    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) =>
        StateReader.Load(state, _metric, reader =>
        {
            long count = reader.Count("count");
            double[] errors = reader.Reals("errors"), firsts = reader.Reals("firsts", errors.Length);
            double[] means = reader.Reals("means", errors.Length), squares = reader.Reals("squares", errors.Length);
            reader.Then(() => (Count, _errors, _firsts, _means, _squares) = (count, errors, firsts, means, squares));
        });

    public override void Merge(MetricAccumulator other)
    {
        ExplainedAccumulator same = Same<ExplainedAccumulator>(other, _metric);
        if (same.Count == 0)
        {
            return;
        }

        Room(same._errors.Length, same._firsts);
        double all = Count + same.Count;
        for (int i = 0; i < _errors.Length; i++)
        {
            double apart = same._firsts[i] - _firsts[i] + same._means[i] - _means[i];
            _errors[i] += same._errors[i];
            _squares[i] += same._squares[i] + (apart * apart * Count * (same.Count / all));
            _means[i] += apart * (same.Count / all);
        }

        Count += same.Count;
    }

    protected override void Add(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, int outputs)
    {
        Room(outputs, targets);
        double count = Count;
        for (int i = 0; i < predictions.Length; i++)
        {
            int output = i % outputs;
            count += output == 0 ? 1 : 0;
            double error = predictions[i] - targets[i], target = targets[i] - _firsts[output];
            double apart = target - _means[output];
            _errors[output] += error * error;
            _means[output] += apart / count;
            _squares[output] += apart * (target - _means[output]);
        }
    }

    private void Room(int outputs, ReadOnlySpan<double> first)
    {
        if (Count == 0)
        {
            (_errors, _means, _squares) = (new double[outputs], new double[outputs], new double[outputs]);
            _firsts = first[..outputs].ToArray();
        }
        else if (outputs != _errors.Length)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{_metric}: these samples have {outputs} outputs, those before {_errors.Length}."));
        }
    }
}
