namespace NextCharacter;

/// <summary>
/// What the last two characters tell of the next (Jelinek and Mercer, 1980): the frequencies behind two of them, behind one, behind none,
/// and equal ones for all, mixed by weights that a part of the text fits on which they were not counted.
/// </summary>
internal sealed class Trigram
{
    private const int Rounds = 30;
    private readonly int _count;
    private readonly Dictionary<long, int> _triples = [], _pairs = [];
    private readonly int[] _singles;
    private readonly long _total;
    private readonly double[] _weights = [0.25, 0.25, 0.25, 0.25];

    /// <summary>Counts, and fits the weights.</summary>
    internal Trigram(Corpus corpus)
    {
        _count = corpus.Count;
        _singles = new int[_count];
        int[] text = corpus.Train;
        _total = text.Length;
        for (int i = 0; i < text.Length; i++)
        {
            _singles[text[i]]++;
            Add(_pairs, i < 1 ? -1 : Key(0, text[i - 1], text[i]));
            Add(_triples, i < 2 ? -1 : Key(text[i - 2], text[i - 1], text[i]));
        }

        Fit(corpus.Development);
    }

    /// <summary>The weights of three characters, two, one and none; they sum to 1.</summary>
    internal IReadOnlyList<double> Weights => _weights;

    /// <summary>The mean loss of a text from its third character on, in nats.</summary>
    internal double Loss(int[] text)
    {
        double sum = 0;
        Span<double> parts = stackalloc double[4];
        for (int i = 2; i < text.Length; i++)
        {
            sum -= Math.Log(Probability(text, i, parts));
        }

        return sum / (text.Length - 2);
    }

    // Expectation and maximization: each weight becomes the share that its model had in the probabilities.
    private void Fit(int[] text)
    {
        Span<double> parts = stackalloc double[4], shares = stackalloc double[4];
        for (int round = 0; round < Rounds; round++)
        {
            shares.Clear();
            for (int i = 2; i < text.Length; i++)
            {
                double all = Probability(text, i, parts);
                for (int k = 0; k < parts.Length; k++)
                {
                    shares[k] += parts[k] / all;
                }
            }

            for (int k = 0; k < shares.Length; k++)
            {
                _weights[k] = shares[k] / (text.Length - 2);
            }
        }
    }

    // A context that never was leaves its weight to the next shorter one.
    private double Probability(int[] text, int i, Span<double> parts)
    {
        int before = text[i - 2], last = text[i - 1], next = text[i];
        parts[3] = 1.0 / _count;
        parts[2] = (double)_singles[next] / _total;
        parts[1] = _singles[last] == 0 ? parts[2] : (double)_pairs.GetValueOrDefault(Key(0, last, next)) / _singles[last];
        int pairs = _pairs.GetValueOrDefault(Key(0, before, last));
        parts[0] = pairs == 0 ? parts[1] : (double)_triples.GetValueOrDefault(Key(before, last, next)) / pairs;
        double sum = 0;
        for (int k = 0; k < parts.Length; k++)
        {
            sum += parts[k] *= _weights[k];
        }

        return sum;
    }

    private long Key(int first, int second, int third) => (((long)first * _count) + second) * _count + third;

    private static void Add(Dictionary<long, int> counts, long key)
    {
        if (key >= 0)
        {
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
    }
}
