using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Every sample exactly once per epoch, in a new random order each epoch: batches at the actual class frequency.
/// </summary>
/// <remarks>
/// The sampler remembers its place. An enumeration that was broken off is continued by the next one, which gives the rest of that epoch;
/// so does the enumeration after <see cref="LoadState"/>. A batch counts as given once the loop body has it.
/// Enumerations that are open at once share the epoch. They must be of one thread: while one is open, another thread is refused with an
/// <see cref="InvalidOperationException"/>, and so it is wherever it would read or move the place while a batch is drawn.
/// </remarks>
public sealed class RandomBatchSampler : BatchSampler
{
    private readonly OneThread _enumeration = new(nameof(RandomBatchSampler));
    private readonly CircularBuffer _buffer;
    private readonly int _batchSize;
    private readonly bool _dropLast;

    /// <summary>A sampler of the indices 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">How many samples there are.</param>
    /// <param name="batchSize">How many samples a batch holds.</param>
    /// <param name="seed">The seed of the orders.</param>
    /// <param name="dropLast">Whether to leave out the last batch of an epoch where it is smaller. By default it is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> or <paramref name="batchSize"/> is not positive.</exception>
    /// <exception cref="ArgumentException">Dropping the last batch would leave none.</exception>
    public RandomBatchSampler(int count, int batchSize, ulong seed, bool dropLast = false)
    {
        Expect.AtLeast(1, count, nameof(RandomBatchSampler));
        Expect.AtLeast(1, batchSize, nameof(RandomBatchSampler));
        if (dropLast && count < batchSize)
        {
            throw new ArgumentException(
                $"RandomBatchSampler: dropLast with {count} samples and batches of {batchSize} leaves no batch; " +
                "use a smaller batchSize or keep the last batch.", nameof(dropLast));
        }

        long[] samples = new long[count];
        for (int i = 0; i < count; i++)
        {
            samples[i] = i;
        }

        _buffer = new CircularBuffer(samples, new Generator(seed));
        _batchSize = batchSize;
        _dropLast = dropLast;
    }

    private RandomBatchSampler(CircularBuffer buffer, int batchSize, bool dropLast) =>
        (_buffer, _batchSize, _dropLast) = (buffer, batchSize, dropLast);

    /// <inheritdoc/>
    public override int BatchCount => _dropLast ? _buffer.Count / _batchSize : BatchesFor(_buffer.Count, _batchSize);

    /// <inheritdoc/>
    public override long SampleCount => _dropLast ? (long)BatchCount * _batchSize : _buffer.Count;

    /// <summary>How many epochs have been given to their end.</summary>
    public long Epoch => _buffer.Wraps;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> StateDict() => _buffer.StateDict();

    /// <inheritdoc/>
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) => StateReader.Load(state, nameof(RandomBatchSampler), Read);

    internal override void Read(StateReader reader)
    {
        _buffer.Read(reader);
        reader.Then(DropWhatFillsNoBatch);
    }

    /// <inheritdoc/>
    public override BatchSampler Copy() => new RandomBatchSampler(_buffer.Copy(), _batchSize, _dropLast);

    internal override bool HasPlace => true;

    internal override bool Follow(BatchSampler other) => other is RandomBatchSampler random && _buffer.Follow(random._buffer);

    /// <inheritdoc/>
    public override IEnumerator<long[]> GetEnumerator()
    {
        using OneThread.Use enumeration = _enumeration.Begin();
        long epoch = Epoch;
        while (Epoch == epoch)
        {
            long[] batch = new long[Math.Min(_batchSize, _buffer.Count - _buffer.Position)];
            _buffer.Draw(batch);
            DropWhatFillsNoBatch();
            yield return batch;
        }
    }

    private void DropWhatFillsNoBatch()
    {
        if (!_dropLast || _buffer.Count - _buffer.Position >= _batchSize)
        {
            return;
        }

        while (_buffer.Position != 0)
        {
            _buffer.Next();
        }
    }
}
