using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Measures batch by batch. The value is that of all samples together: neither the sizes of the batches nor their order matter beyond
/// rounding, and counts are exact. One thread at a time may use it; others measure apart, and <see cref="Merge"/> brings it together.
/// </summary>
/// <example><code>
/// MetricAccumulator accuracy = Metric.Accuracy.Start();
/// foreach ((Tensor inputs, Tensor targets) in loader)
/// {
///     accuracy.Update(model.Forward(inputs), targets);
/// }
/// </code></example>
public abstract class MetricAccumulator : IStateful
{
    /// <summary>How many samples have been measured.</summary>
    public long Count { get; protected set; }

    /// <summary>The value for all samples up to now; <see cref="double.NaN"/> where it is undefined.</summary>
    public abstract double Value { get; }

    /// <summary>Adds a batch, or nothing where the metric does not take it. The tensors are not kept.</summary>
    /// <param name="predictions">What a network answered.</param>
    /// <param name="targets">What it should have answered.</param>
    /// <exception cref="ArgumentException">The metric does not take them.</exception>
    public abstract void Update(Tensor predictions, Tensor targets);

    /// <summary>Adds what another accumulator of the same metric has measured; that one stays as it is.</summary>
    /// <param name="other">The other one.</param>
    /// <exception cref="ArgumentException">It measures something else.</exception>
    public abstract void Merge(MetricAccumulator other);

    /// <summary>Copies of what has been measured, by names, so that measuring goes on later from a <see cref="Checkpoint"/>.</summary>
    /// <exception cref="NotSupportedException">A metric of one's own does not override it.</exception>
    public virtual IReadOnlyDictionary<string, Tensor> StateDict() => throw Stateless();

    /// <summary>Takes over what <see cref="StateDict"/> gave. All of it is checked first: what does not fit changes nothing.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    /// <exception cref="NotSupportedException">A metric of one's own does not override it.</exception>
    public virtual void LoadState(IReadOnlyDictionary<string, Tensor> state) => throw Stateless();

    /// <summary>The other one as what it must be.</summary>
    private protected static T Same<T>(MetricAccumulator other, string metric, Func<T, bool>? fits = null) where T : MetricAccumulator
    {
        ArgumentNullException.ThrowIfNull(other);
        return other is T same && (fits is null || fits(same)) ? same : throw new ArgumentException(
            $"{metric}: the other accumulator measures something else; expected one that the same metric has started.", nameof(other));
    }

    private NotSupportedException Stateless() => new(
        $"{GetType().Name} cannot be saved within an epoch. Override StateDict and LoadState, or do not measure it where checkpoints " +
        "are written.");
}
