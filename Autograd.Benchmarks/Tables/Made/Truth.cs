using Autograd.Nn;

namespace Autograd.Benchmarks;

/// <summary>What the formula of a made table knows of each row: the chances of its classes. It tells how well one could do.</summary>
internal sealed class Truth
{
    private readonly List<(int Class, double[] Chances)> _rows = [];

    internal void Add(int drawn, params double[] chances) => _rows.Add((drawn, chances));

    /// <summary>
    /// The balanced accuracy of the rule that is best for it: the class whose chance exceeds its frequency by the largest factor.
    /// </summary>
    internal double BalancedAccuracy
    {
        get
        {
            int classes = _rows[0].Chances.Length;
            double[] counts = new double[classes];
            foreach ((int drawn, _) in _rows)
            {
                counts[drawn]++;
            }

            var matrix = new ConfusionMatrix(classes);
            foreach ((int drawn, double[] chances) in _rows)
            {
                int best = Enumerable.Range(0, classes).MaxBy(c => chances[c] / counts[c]);
                matrix.Add(best, drawn);
            }

            return matrix.BalancedAccuracy;
        }
    }
}
