using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// How many samples of each class there are, how often each was predicted and how often rightly: what accuracy, recall, precision and F1
/// need, in memory that grows as the classes, not as their square.
/// </summary>
internal sealed class ClassCounts
{
    private long[] _support = [], _predictions = [], _hits = [];

    public ClassCounts()
    {
    }

    /// <summary>What <see cref="StateDict"/> gave.</summary>
    public ClassCounts(StateReader state)
    {
        _support = state.Counts("support");
        (_predictions, _hits) = (state.Counts("predictions", _support.Length), state.Counts("hits", _support.Length));
    }

    public int ClassCount => _hits.Length;

    public long Count => _support.Sum();

    public double Accuracy => Ratio(_hits.Sum(), Count);

    public double BalancedAccuracy => Classes.Where(c => Support(c) > 0).Select(Recall).DefaultIfEmpty(double.NaN).Average();

    public double MacroF1 => Classes.Where(c => Support(c) + Predictions(c) > 0).Select(F1).DefaultIfEmpty(double.NaN).Average();

    private IEnumerable<int> Classes => Enumerable.Range(0, ClassCount);

    public IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        ["support"] = Tensor.From(_support),
        ["predictions"] = Tensor.From(_predictions),
        ["hits"] = Tensor.From(_hits),
    };

    public long Support(int c) => _support[c];

    public long Predictions(int c) => _predictions[c];

    public double Recall(int c) => Ratio(_hits[c], _support[c]);

    public double Precision(int c) => Ratio(_hits[c], _predictions[c]);

    public double F1(int c) => Ratio(2 * _hits[c], _support[c] + _predictions[c]);

    public void Add(int actual, int predicted, long count = 1)
    {
        _support[actual] += count;
        _predictions[predicted] += count;
        _hits[actual] += actual == predicted ? count : 0;
    }

    public void Merge(ClassCounts other)
    {
        Grow(other.ClassCount);
        for (int c = 0; c < other.ClassCount; c++)
        {
            _support[c] += other._support[c];
            _predictions[c] += other._predictions[c];
            _hits[c] += other._hits[c];
        }
    }

    /// <summary>Makes room for so many classes.</summary>
    public void Grow(int classCount)
    {
        if (classCount > ClassCount)
        {
            Array.Resize(ref _support, classCount);
            Array.Resize(ref _predictions, classCount);
            Array.Resize(ref _hits, classCount);
        }
    }

    private static double Ratio(long numerator, long denominator) => denominator == 0 ? double.NaN : (double)numerator / denominator;
}
