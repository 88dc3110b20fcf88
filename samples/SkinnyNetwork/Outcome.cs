using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace SkinnyNetwork;

/// <summary>What networks of one kind do, over several seeds.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="GradientNorms">
/// Before training, the median over the seeds of the norm of the gradient by each layer's weights and biases.
/// </param>
/// <param name="DeadUnits">Before training, the share of the units that say the same of every point.</param>
/// <param name="DeadNetworks">The same of whole networks.</param>
/// <param name="Loss">After training, the median of the mean squared error, where 1 is that of saying the mean.</param>
internal sealed record Outcome(Kind Kind, double[] GradientNorms, double DeadUnits, double DeadNetworks, double Loss)
{
    private const int Side = 16;

    /// <summary>Makes and trains networks of one kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="depth">The number of layers.</param>
    /// <param name="seeds">The number of networks.</param>
    /// <param name="first">The seed of the first; the others follow.</param>
    /// <param name="steps">How long each is trained.</param>
    /// <param name="session">Where finished networks are kept, and whether to stop.</param>
    /// <param name="afterEach">Called after each network.</param>
    internal static Outcome Of(Kind kind, int depth, int seeds, ulong first, int steps, Session session, Action afterEach)
    {
        TensorDataset data = Points();

        // A row a network: the norm of each layer, the dead units, whether it is dead as a whole, and the loss.
        var done = new Series(depth + 3);
        KeptLoop kept = session.Keep(kind.Name, new Sequential(), ("done", done));
        for (int i = 0; i < seeds; i++)
        {
            if (i == done.Count)
            {
                var network = new Network(kind, depth, first + (ulong)i);
                (double[] norms, int deadUnits) = network.Probe(data);
                bool isDead = network.IsDead(data);
                done.Add([.. norms, deadUnits, isDead ? 1 : 0, network.Train(data, steps, session)]);
                kept.Passed();
            }

            afterEach();
        }

        kept.Save();
        return new(
            kind,
            [.. Enumerable.Range(0, depth).Select(layer => Median(done.Column(layer)))],
            done.Column(depth).Sum() / (seeds * depth * Network.Width),
            done.Column(depth + 1).Average(),
            Median(done.Column(depth + 2)));
    }

    /// <summary>Points of a square, and of each how far it is from a diagonal: a kink that takes no more than two units to draw.</summary>
    internal static TensorDataset Points()
    {
        double[] at = [.. Enumerable.Range(0, Side).Select(i => (2.0 * i / (Side - 1)) - 1)];
        (double X, double Y)[] points = [.. at.SelectMany(x => at.Select(y => (x, y)))];
        double[] heights = [.. points.Select(point => Math.Abs(point.X - point.Y))];
        double mean = heights.Average(), deviation = Math.Sqrt(heights.Average(height => (height - mean) * (height - mean)));
        return new(
            Tensor.From(points.SelectMany(point => new[] { (float)point.X, (float)point.Y }).ToArray(), [points.Length, Network.Width]),
            Tensor.From(heights.Select(height => (float)((height - mean) / deviation)).ToArray(), [points.Length, 1]));
    }

    private static double Median(double[] numbers)
    {
        double[] ordered = [.. numbers.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
