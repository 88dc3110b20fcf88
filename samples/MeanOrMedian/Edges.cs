using Autograd.Core;
using Autograd.Nn;

namespace MeanOrMedian;

/// <summary>
/// Pictures of one line whose left part is dark (0) and whose right part is bright (1), with the edge now here, now there: at a place from
/// 0 to 1 there are two right answers.
/// </summary>
internal static class Edges
{
    /// <summary>Where the edge is on average. Off the middle, so that no symmetry helps the networks.</summary>
    internal const double Centre = 0.4;

    private const double Spread = 0.15;
    private const int Count = 8000;

    /// <summary>The probability that a place is bright: the mean of the right answers.</summary>
    internal static double Mean(double place) =>
        0.5 * (1 + MathNet.Numerics.SpecialFunctions.Erf((place - Centre) / (Spread * Math.Sqrt(2))));

    /// <summary>The median of the right answers: a sharp edge.</summary>
    internal static double Median(double place) => place > Centre ? 1 : 0;

    /// <summary>Many pictures, of each one place and how bright it is there.</summary>
    /// <param name="seed">The seed of edges and places.</param>
    internal static TensorDataset Make(ulong seed)
    {
        var generator = new Generator(seed);
        float[] places = new float[Count], answers = new float[Count];
        for (int i = 0; i < Count; i++)
        {
            double edge = Centre + (Spread * generator.NextNormal());
            places[i] = generator.NextSingle();
            answers[i] = places[i] > edge ? 1 : 0;
        }

        return new(Tensor.From(places, [Count, 1]), Tensor.From(answers, [Count, 1]));
    }
}
