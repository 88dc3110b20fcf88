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

    /// <summary>Adds a batch.</summary>
    /// <param name="loss">Its loss.</param>
    /// <param name="answer">What the network answered.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="isSum">Whether the loss is the sum over the samples, not their mean.</param>
    public void Add(double loss, Tensor answer, Batch batch, bool isSum)
    {
        int count = batch.Count;
        _loss += isSum ? loss : loss * count;
        Count += count;
        foreach (MetricAccumulator accumulator in _accumulators)
        {
            accumulator.Update(answer, batch.Targets);
        }
    }

    /// <summary>The loss and the metrics of all of them.</summary>
    public Evaluation Result() => new(Count, Loss, metrics, Array.ConvertAll(_accumulators, accumulator => accumulator.Value));
}
