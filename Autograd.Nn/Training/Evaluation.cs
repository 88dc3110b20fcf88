using System.Text;

namespace Autograd.Nn;

/// <summary>How well a network answered some samples.</summary>
public sealed class Evaluation
{
    private readonly IReadOnlyList<Metric> _metrics;
    private readonly double[] _values;

    internal Evaluation(long count, double loss, IReadOnlyList<Metric> metrics, double[] values) =>
        (Count, Loss, _metrics, _values) = (count, loss, metrics, values);

    /// <summary>How many samples they were.</summary>
    public long Count { get; }

    /// <summary>The mean loss: that of the batches, each weighted by its samples.</summary>
    public double Loss { get; }

    /// <summary>The metrics with their values, in the order in which they were asked for.</summary>
    public IEnumerable<(Metric Metric, double Value)> Metrics => _metrics.Zip(_values);

    /// <summary>The value of a metric.</summary>
    /// <param name="metric">One of those that were asked for.</param>
    /// <exception cref="ArgumentException">It was not asked for.</exception>
    public double this[Metric metric]
    {
        get
        {
            for (int i = 0; i < _values.Length; i++)
            {
                if (_metrics[i].Equals(metric))
                {
                    return _values[i];
                }
            }

            throw new ArgumentException(
                $"Evaluation: {metric} was not measured, only {string.Join(", ", ["the loss", .. _metrics])}. Add it to the trainer's " +
                "Metrics.", nameof(metric));
        }
    }

    /// <summary>The loss and the metrics, in a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FormattableString.Invariant($"loss {Loss:G4}"));
        foreach ((Metric metric, double value) in Metrics)
        {
            text.Append(FormattableString.Invariant($", {metric} {value:G4}"));
        }

        return text.ToString();
    }
}
