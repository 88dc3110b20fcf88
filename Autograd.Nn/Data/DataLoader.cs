using System.Collections;

namespace Autograd.Nn;

/// <summary>
/// Batches of a data set, as a sampler chooses them; an enumeration is one epoch. Threads may share it as far as they may share its
/// sampler; the data set they may.
/// </summary>
/// <param name="dataset">The samples.</param>
/// <param name="sampler">Which of them form which batch.</param>
public sealed class DataLoader(TensorDataset dataset, BatchSampler sampler) : IEnumerable<Batch>
{
    /// <summary>The samples.</summary>
    public TensorDataset Dataset { get; } = dataset ?? throw new ArgumentNullException(nameof(dataset));

    /// <summary>What chooses the batches.</summary>
    public BatchSampler Sampler { get; } = sampler ?? throw new ArgumentNullException(nameof(sampler));

    /// <summary>The number of batches of an epoch.</summary>
    public int BatchCount => Sampler.BatchCount;

    /// <inheritdoc/>
    public IEnumerator<Batch> GetEnumerator()
    {
        foreach (long[] indices in Sampler)
        {
            yield return Dataset.Take(indices);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
