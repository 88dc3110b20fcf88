using System.Collections;

namespace Autograd.Nn;

/// <summary>
/// Decides which samples form which batch. An enumeration is one epoch (or what is left of it, for a sampler that can be resumed); each
/// element is a new array of sample indices that the caller may keep.
/// </summary>
public abstract class BatchSampler : IEnumerable<long[]>
{
    /// <summary>How many batches a whole epoch has.</summary>
    public abstract int BatchCount { get; }

    /// <summary>How many samples the batches of a whole epoch hold together, repeated ones counted each time.</summary>
    public abstract long SampleCount { get; }

    /// <inheritdoc/>
    public abstract IEnumerator<long[]> GetEnumerator();

    /// <summary>How many batches and samples an epoch has.</summary>
    public override string ToString() => $"{GetType().Name}({BatchCount} batches of {SampleCount} samples together)";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>How many batches of a size it takes to hold a count, the last one perhaps smaller.</summary>
    private protected static int BatchesFor(int count, int batchSize) => ((count - 1) / batchSize) + 1;
}
