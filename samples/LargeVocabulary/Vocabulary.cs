using Autograd.Core;
using Autograd.Nn;

namespace LargeVocabulary;

/// <summary>
/// Classes whose frequency falls as 1/rank (Zipf's law), under shuffled labels, and samples of them: a class has a place in feature space,
/// drawn once, and a sample is that place with noise. The first feature is always 1, so that frequencies can be learned.
/// </summary>
internal sealed class Vocabulary : IStateful
{
    private const double Noise = 0.5;
    private const string Offset = "offset";

    private readonly int _features;
    private readonly Generator _places;
    private readonly double[] _cumulative;
    private readonly int[] _guide;
    private readonly long[] _labels;
    private Generator _generator;

    /// <summary>A vocabulary whose classes and samples the seed decides.</summary>
    internal Vocabulary(int classes, int features, ulong seed)
    {
        _features = features;
        _generator = new Generator(seed).Fork(1);
        _places = new Generator(seed).Fork(2);
        _labels = new long[classes];
        _cumulative = new double[classes];
        double total = 0;
        for (int rank = 0; rank < classes; rank++)
        {
            _labels[rank] = rank;
            total += 1.0 / (rank + 1);
            _cumulative[rank] = total;
        }

        new Generator(seed).Fork(3).Shuffle(_labels.AsSpan());

        // Where the search for a number begins: the first rank that reaches its part of the total (Chen and Asau, 1974).
        _guide = new int[classes];
        for (int part = 0, rank = 0; part < classes; part++)
        {
            while (_cumulative[rank] < total * part / classes)
            {
                rank++;
            }

            _guide[part] = rank;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDict() =>
        new Dictionary<string, Tensor> { [Offset] = Tensor.From([(long)_generator.Offset]) };

    /// <inheritdoc/>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => _generator =
        state.TryGetValue(Offset, out Tensor? offset) && offset is { DType: DType.Int64, Count: 1 }
        ? new(_generator.Seed, (ulong)offset.ToArray<long>()[0])
        : throw new ArgumentException($"the checkpoint has no '{Offset}', how many samples were drawn", nameof(state));

    /// <summary>Draws labels.</summary>
    internal long[] Labels(int count)
    {
        long[] labels = new long[count];
        double[] shares = new double[count];
        _generator.Fill(shares);
        for (int i = 0; i < count; i++)
        {
            double share = shares[i], wanted = share * _cumulative[^1];
            int rank = _guide[(int)(share * _guide.Length)];
            while (rank < _labels.Length - 1 && _cumulative[rank] < wanted)
            {
                rank++;
            }

            labels[i] = _labels[rank];
        }

        return labels;
    }

    /// <summary>Draws samples: features of shape [count, features], and their labels.</summary>
    internal (Tensor Features, Tensor Labels) Batch(int count)
    {
        long[] labels = Labels(count);
        float[] features = new float[count * _features];
        _generator.FillNormal(features, 0, Noise);
        float[] place = new float[_features];
        for (int i = 0; i < count; i++)
        {
            _places.Fork((ulong)labels[i]).FillNormal(place, 0, 1);
            Span<float> sample = features.AsSpan(i * _features, _features);
            for (int j = 0; j < place.Length; j++)
            {
                sample[j] += place[j];
            }

            sample[0] = 1;
        }

        return (Tensor.From(features, [count, _features]), Tensor.From(labels));
    }
}
