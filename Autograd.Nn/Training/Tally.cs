using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Adds up the loss and the metrics of batches.</summary>
internal sealed class Tally(IReadOnlyList<Metric> metrics)
{
    private readonly MetricAccumulator[] _accumulators = [.. metrics.Select(metric => metric.Start())];
    private double _loss;

    /// <summary>How many samples came by.</summary>
    public long Count { get; private set; }

    /// <summary>The mean loss so far.</summary>
    public double Loss => _loss / Count;

    /// <summary>Whether there are metrics, which want answers.</summary>
    public bool HasMetrics => _accumulators.Length > 0;

    /// <summary>Adds a batch.</summary>
    /// <param name="loss">Its loss.</param>
    /// <param name="answer">What the network answered.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="isSum">Whether the loss is the sum over the samples, not their mean.</param>
    public void Add(double loss, Tensor answer, Batch batch, bool isSum)
    {
        Add(loss, batch.Count, isSum);
        Add(answer, batch.Targets);
    }

    /// <summary>Adds a batch whose chunks were answered one by one.</summary>
    /// <param name="loss">Its loss.</param>
    /// <param name="answers">What the network answered, and should have, chunk by chunk; none where there are no metrics.</param>
    /// <param name="count">How many samples it has.</param>
    /// <param name="isSum">Whether the loss is the sum over the samples, not their mean.</param>
    public void Add(double loss, List<(Tensor Answer, Tensor Targets)> answers, int count, bool isSum)
    {
        Add(loss, count, isSum);
        foreach ((Tensor answer, Tensor targets) in answers)
        {
            Add(answer, targets);
        }
    }

    /// <summary>The loss and the metrics of all of them.</summary>
    public Evaluation Result() => new(Count, Loss, metrics, Array.ConvertAll(_accumulators, accumulator => accumulator.Value));

    private void Add(double loss, int count, bool isSum)
    {
        _loss += isSum ? loss : loss * count;
        Count += count;
    }

    private void Add(Tensor answer, Tensor targets)
    {
        foreach (MetricAccumulator accumulator in _accumulators)
        {
            accumulator.Update(answer, targets);
        }
    }

    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        Dictionary<string, Tensor> state = new() { ["count"] = Tensor.From([Count]), ["loss"] = Tensor.From([_loss]) };
        for (int i = 0; i < _accumulators.Length; i++)
        {
            StateNames.Add(state, $"metric.{metrics[i]}.", _accumulators[i].StateDict());
        }

        return state;
    }

    /// <summary>Reads what <see cref="StateDict"/> gave.</summary>
    public void Read(StateReader reader)
    {
        (long count, double[] loss) = (reader.Count("count"), reader.Reals("loss", 1));
        reader.Then(() => (Count, _loss) = (count, loss[0]));
        for (int i = 0; i < _accumulators.Length; i++)
        {
            MetricAccumulator accumulator = _accumulators[i];
            Dictionary<string, Tensor> state = reader.Inside($"metric.{metrics[i]}.").Rest();
            reader.Then(() => accumulator.LoadState(state));
        }
    }
}
