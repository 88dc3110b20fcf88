using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Batches that hold the same number of samples of each class, however rare. An epoch visits every sample of the largest class exactly
/// once; the smaller classes go round as often as that takes and keep their place from epoch to epoch, so within a class no sample is ever
/// used more than once oftener than another. The last batch of an epoch may be smaller; it is balanced like the others and never dropped.
/// </summary>
/// <remarks>
/// A batch lists its samples class by class: first those of class 0, then those of class 1, and so on.
/// The sampler remembers its place. An enumeration that was broken off is continued by the next one, which gives the rest of that epoch;
/// so does the enumeration after <see cref="LoadState"/>. A batch counts as given once the loop body has it.
/// Enumerations that are open at once share the epoch. They must be of one thread: while one is open, another thread is refused with an
/// <see cref="InvalidOperationException"/>, and so it is wherever it would read or move the place while a batch is drawn.
/// </remarks>
public sealed class ClassBalancedBatchSampler : BatchSampler
{
    private readonly OneThread _enumeration = new(nameof(ClassBalancedBatchSampler));
    private readonly OneThread _use = new(nameof(ClassBalancedBatchSampler));
    private readonly CircularBuffer[] _buffers;
    private readonly CircularBuffer _largest;
    private readonly int _samplesPerClass;

    /// <summary>A sampler over labelled samples.</summary>
    /// <param name="labels">The class of each sample: <c>labels[i]</c> is the class of sample i, counted from 0.</param>
    /// <param name="samplesPerClass">How many samples of each class a batch holds.</param>
    /// <param name="seed">The seed of the orders.</param>
    /// <param name="classCount">How many classes there are. Default: one more than the largest label.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="samplesPerClass"/> or <paramref name="classCount"/> is not positive.</exception>
    /// <exception cref="ArgumentException">
    /// There are no labels, a label is outside the classes, a class has no samples, or a batch would be larger than an array can
    /// be.</exception>
    public ClassBalancedBatchSampler(ReadOnlySpan<long> labels, int samplesPerClass, ulong seed, int? classCount = null)
    {
        Expect.AtLeast(1, samplesPerClass, nameof(ClassBalancedBatchSampler));
        long[][] classes = SamplesOfEachClass(labels, classCount);
        var generator = new Generator(seed);
        _buffers = new CircularBuffer[classes.Length];
        for (int c = 0; c < classes.Length; c++)
        {
            _buffers[c] = new CircularBuffer(classes[c], generator.Fork((ulong)c));
        }

        _largest = _buffers.MaxBy(buffer => buffer.Count)!;
        _samplesPerClass = Math.Min(samplesPerClass, _largest.Count);
        if ((long)_samplesPerClass * classes.Length > Array.MaxLength)
        {
            throw new ArgumentException(
                $"ClassBalancedBatchSampler: a batch of {_samplesPerClass} samples of each of {classes.Length} classes " +
                "is larger than an array can be; use fewer samples per class.", nameof(samplesPerClass));
        }
    }

    private ClassBalancedBatchSampler(CircularBuffer[] buffers, int samplesPerClass) =>
        (_buffers, _largest, _samplesPerClass) = (buffers, buffers.MaxBy(buffer => buffer.Count)!, samplesPerClass);

    /// <summary>How many classes each batch holds.</summary>
    public int ClassCount => _buffers.Length;

    /// <inheritdoc/>
    public override int BatchCount => BatchesFor(_largest.Count, _samplesPerClass);

    /// <inheritdoc/>
    public override long SampleCount => (long)_largest.Count * ClassCount;

    /// <summary>How many epochs have been given to their end.</summary>
    public long Epoch => _largest.Wraps;

    /// <summary>What has been drawn of each class up to now.</summary>
    public SamplingLedger Ledger
    {
        get
        {
            using OneThread.Use use = _use.Begin();
            return new([.. _buffers.Select(buffer => new ClassDraws(buffer.Count, (buffer.Wraps * buffer.Count) + buffer.Position))]);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> StateDict()
    {
        using OneThread.Use use = _use.Begin();
        Dictionary<string, Tensor> state = [];
        for (int c = 0; c < ClassCount; c++)
        {
            foreach ((string name, Tensor values) in _buffers[c].StateDict())
            {
                state.Add(Prefix(c) + name, values);
            }
        }

        return state;
    }

    /// <inheritdoc/>
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        using OneThread.Use use = _use.Begin();
        StateReader.Load(state, nameof(ClassBalancedBatchSampler), Read);
    }

    internal override void Read(StateReader reader)
    {
        for (int c = 0; c < ClassCount; c++)
        {
            _buffers[c].Read(reader.Inside(Prefix(c)));
        }
    }

    /// <inheritdoc/>
    public override BatchSampler Copy()
    {
        using OneThread.Use use = _use.Begin();
        return new ClassBalancedBatchSampler(Array.ConvertAll(_buffers, buffer => buffer.Copy()), _samplesPerClass);
    }

    internal override bool HasPlace => true;

    internal override bool Follow(BatchSampler other)
    {
        if (other is not ClassBalancedBatchSampler balanced || balanced.ClassCount != ClassCount)
        {
            return false;
        }

        using OneThread.Use use = _use.Begin(), others = balanced._use.Begin();
        bool follows = true;
        for (int c = 0; follows && c < ClassCount; c++)
        {
            follows = _buffers[c].Follow(balanced._buffers[c]);
        }

        return follows;
    }

    /// <inheritdoc/>
    public override IEnumerator<long[]> GetEnumerator()
    {
        using OneThread.Use enumeration = _enumeration.Begin();
        long epoch = Epoch;
        while (Epoch == epoch)
        {
            yield return Draw();
        }
    }

    private long[] Draw()
    {
        using OneThread.Use use = _use.Begin();
        int perClass = Math.Min(_samplesPerClass, _largest.Count - _largest.Position);
        long[] batch = new long[perClass * ClassCount];
        for (int c = 0; c < ClassCount; c++)
        {
            _buffers[c].Draw(batch.AsSpan(c * perClass, perClass));
        }

        return batch;
    }

    private static string Prefix(int c) => FormattableString.Invariant($"{c}.");

    private static long[][] SamplesOfEachClass(ReadOnlySpan<long> labels, int? classCount)
    {
        long classes = Labelled.CheckedClassCount(labels, classCount, nameof(ClassBalancedBatchSampler));

        // One class more than there are samples is enough to find an empty one: a single absurd label must not cost an array of its size.
        var samples = new List<long>[(int)Math.Min(classes, labels.Length + 1L)];
        for (int c = 0; c < samples.Length; c++)
        {
            samples[c] = [];
        }

        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < samples.Length)
            {
                samples[labels[i]].Add(i);
            }
        }

        int empty = Array.FindIndex(samples, ofClass => ofClass.Count == 0);
        if (empty >= 0)
        {
            throw new ArgumentException(
                $"ClassBalancedBatchSampler: class {empty} of {classes} has no samples, so no batch can hold one; " +
                "add samples of it, renumber the classes, or lower classCount.", nameof(labels));
        }

        return Array.ConvertAll(samples, ofClass => ofClass.ToArray());
    }
}
