using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Samples drawn with replacement, each as often in the mean as its weight says: a sample of twice the weight comes twice as often. A
/// sample of weight 0 never comes.
/// </summary>
/// <remarks>
/// The sampler remembers its place. An enumeration that was broken off is continued by the next one, which gives the rest of that epoch;
/// so does the enumeration after <see cref="LoadState"/>. A batch counts as given once the loop body has it. While one enumeration is
/// open, another thread is refused with an <see cref="InvalidOperationException"/>.
/// </remarks>
public sealed class WeightedBatchSampler : BatchSampler
{
    private readonly OneThread _use = new(nameof(WeightedBatchSampler));
    private readonly double[] _sums;
    private readonly int _batchSize;
    private readonly int _samplesPerEpoch;
    private readonly int _last;
    private Generator _generator;
    private int _position;

    /// <summary>A sampler over weighted samples.</summary>
    /// <param name="weights">The weight of each sample, 0 or more. They need not sum to 1.</param>
    /// <param name="batchSize">How many samples a batch holds; the last of an epoch may be smaller.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="samplesPerEpoch">How many draws an epoch has. Default: as many as there are weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">
    /// There are no weights, one is negative, NaN or infinite, all are 0, or their sum is infinite.</exception>
    public WeightedBatchSampler(ReadOnlySpan<double> weights, int batchSize, ulong seed, int? samplesPerEpoch = null)
    {
        _batchSize = Expect.AtLeast(1, batchSize, nameof(WeightedBatchSampler));
        _samplesPerEpoch = Expect.AtLeast(1, samplesPerEpoch ?? Math.Max(1, weights.Length), nameof(WeightedBatchSampler),
            nameof(samplesPerEpoch));
        _generator = new Generator(seed);
        _sums = Sums(weights);
        _last = Array.IndexOf(_sums, _sums[^1]);
    }

    private WeightedBatchSampler(WeightedBatchSampler other)
    {
        (_sums, _batchSize, _samplesPerEpoch, _last) = (other._sums, other._batchSize, other._samplesPerEpoch, other._last);
        _generator = other._generator;
        Follow(other);
    }

    /// <inheritdoc/>
    public override int BatchCount => BatchesFor(_samplesPerEpoch, _batchSize);

    /// <inheritdoc/>
    public override long SampleCount => _samplesPerEpoch;

    /// <summary>How many epochs have been given to their end.</summary>
    public long Epoch { get; private set; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> StateDict()
    {
        using OneThread.Use use = _use.Begin();
        return new Dictionary<string, Tensor>
        {
            ["position"] = Tensor.From([(long)_position]),
            ["epoch"] = Tensor.From([Epoch]),
            ["generator"] = Tensor.From([(long)_generator.Seed, (long)_generator.Offset]),
        };
    }

    /// <inheritdoc/>
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state) =>
        StateReader.Load(state, nameof(WeightedBatchSampler), Read);

    internal override void Read(StateReader reader)
    {
        (long position, long epoch) = (reader.Count("position", _samplesPerEpoch - 1), reader.Count("epoch"));
        Generator generator = reader.Generator("generator");
        reader.Then(() =>
        {
            using OneThread.Use use = _use.Begin();
            (_position, Epoch, _generator) = ((int)position, epoch, generator);
        });
    }

    /// <inheritdoc/>
    public override BatchSampler Copy()
    {
        using OneThread.Use use = _use.Begin();
        return new WeightedBatchSampler(this);
    }

    internal override bool HasPlace => true;

    internal override bool Follow(BatchSampler other)
    {
        if (other is not WeightedBatchSampler weighted || weighted._sums != _sums)
        {
            return false;
        }

        using OneThread.Use use = _use.Begin(), others = weighted._use.Begin();
        (_position, Epoch) = (weighted._position, weighted.Epoch);
        _generator = new Generator(weighted._generator.Seed, weighted._generator.Offset);
        return true;
    }

    /// <inheritdoc/>
    public override IEnumerator<long[]> GetEnumerator()
    {
        using OneThread.Use use = _use.Begin();
        long epoch = Epoch;
        while (Epoch == epoch)
        {
            long[] batch = new long[Math.Min(_batchSize, _samplesPerEpoch - _position)];
            foreach (ref long sample in batch.AsSpan())
            {
                sample = Draw();
            }

            _position += batch.Length;
            if (_position == _samplesPerEpoch)
            {
                (_position, Epoch) = (0, Epoch + 1);
            }

            yield return batch;
        }
    }

    // The first sample whose sum of weights up to it is beyond a share of all: a sample of weight 0 adds nothing, so it is never the first.
    private int Draw()
    {
        double share = _generator.NextDouble() * _sums[^1];
        int low = 0, high = _last;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _sums[middle] > share ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private static double[] Sums(ReadOnlySpan<double> weights)
    {
        double[] sums = new double[weights.Length];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0) || double.IsInfinity(weights[i]))
            {
                throw Unfit(FormattableString.Invariant($"the weight of sample {i} is {weights[i]}; expected a number of 0 or more"));
            }

            sums[i] = sum += weights[i];
        }

        return weights.IsEmpty ? throw Unfit("there are no weights; give the weight of each sample")
            : sum == 0 ? throw Unfit("all weights are 0, so there is nothing to draw; give at least one that is more")
            : double.IsInfinity(sum) ? throw Unfit("the weights sum to infinity; scale them down")
            : sums;
    }

    private static ArgumentException Unfit(string reason, string argument = "weights") => new($"WeightedBatchSampler: {reason}.", argument);
}
