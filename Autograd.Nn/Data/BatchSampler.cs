using System.Collections;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Decides which samples form which batch. An enumeration is one epoch (or what is left of it, for a sampler that can be resumed); each
/// element is a new array of sample indices that the caller may keep.
/// </summary>
public abstract class BatchSampler : IEnumerable<long[]>, IStateful
{
    /// <summary>How many batches a whole epoch has.</summary>
    public abstract int BatchCount { get; }

    /// <summary>How many samples the batches of a whole epoch hold together, repeated ones counted each time.</summary>
    public abstract long SampleCount { get; }

    /// <inheritdoc/>
    public abstract IEnumerator<long[]> GetEnumerator();

    /// <summary>A sampler of its own at the same place, which goes on with the very batches that this one will give.</summary>
    /// <exception cref="InvalidOperationException">Another thread is drawing.</exception>
    public abstract BatchSampler Copy();

    /// <summary>
    /// A copy of everything <see cref="LoadState"/> needs to go on from here to the bit, also in the middle of an epoch, by name; empty for
    /// a sampler that remembers nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread is drawing.</exception>
    public virtual IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>();

    /// <summary>Returns to a state taken earlier from this sampler or from another with the same settings over the same samples.</summary>
    /// <param name="state">What <see cref="StateDict"/> gave.</param>
    /// <exception cref="ArgumentException">The state is of other samples or impossible. The sampler is then as it was.</exception>
    /// <exception cref="InvalidOperationException">Another thread is drawing.</exception>
    public virtual void LoadState(IReadOnlyDictionary<string, Tensor> state) => StateReader.Load(state, GetType().Name, _ => { });

    /// <summary>How many batches and samples an epoch has.</summary>
    public override string ToString() => $"{GetType().Name}({BatchCount} batches of {SampleCount} samples together)";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Reads a state; one that derives from here elsewhere checks it as it loads it.</summary>
    internal virtual void Read(StateReader reader)
    {
        Dictionary<string, Tensor> state = reader.Rest();
        reader.Then(() => LoadState(state));
    }

    /// <summary>Whether it goes on within an epoch; else each enumeration begins with the first batch.</summary>
    internal virtual bool HasPlace => StateDict().Count > 0;

    /// <summary>Goes to where a <see cref="Copy"/> of another is, without memory of its own; false where that is not to be had.</summary>
    internal virtual bool Follow(BatchSampler other) => false;

    /// <summary>How many batches of a size it takes to hold a count, the last one perhaps smaller.</summary>
    private protected static int BatchesFor(int count, int batchSize) => ((count - 1) / batchSize) + 1;
}
