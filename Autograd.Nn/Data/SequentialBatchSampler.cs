using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Every sample once, in order, for evaluation. It has no state: each enumeration starts at the first sample, and the last batch may be
/// smaller. Any number of threads may enumerate it at once.
/// </summary>
public sealed class SequentialBatchSampler : BatchSampler
{
    private readonly int _count;
    private readonly int _batchSize;

    /// <summary>A sampler of the indices 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">How many samples there are.</param>
    /// <param name="batchSize">How many samples a batch holds.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not positive.</exception>
    public SequentialBatchSampler(int count, int batchSize)
    {
        Expect.AtLeast(1, count, nameof(SequentialBatchSampler));
        Expect.AtLeast(1, batchSize, nameof(SequentialBatchSampler));
        _count = count;
        _batchSize = batchSize;
    }

    /// <inheritdoc/>
    public override int BatchCount => BatchesFor(_count, _batchSize);

    /// <inheritdoc/>
    public override long SampleCount => _count;

    /// <inheritdoc/>
    public override BatchSampler Copy() => this;

    internal override bool HasPlace => false;

    internal override bool Follow(BatchSampler other) => other == this;

    /// <inheritdoc/>
    public override IEnumerator<long[]> GetEnumerator()
    {
        for (int given = 0; given < _count;)
        {
            long[] batch = new long[Math.Min(_batchSize, _count - given)];
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i] = given++;
            }

            yield return batch;
        }
    }
}
