using Autograd.Core;
using Autograd.Nn;

namespace Spirals;

/// <summary>Points on two spirals that wind round each other, which no straight line tells apart.</summary>
internal static class SpiralPoints
{
    /// <summary>How far from the middle the spirals come, noise aside.</summary>
    internal const double Reach = 1;

    private const double Turns = 1.75, Noise = 0.02;

    /// <summary>Points of both spirals in turn: where they are, of shape [points, 2], and which spiral they are of, 0 or 1.</summary>
    /// <param name="count">How many of each spiral.</param>
    /// <param name="seed">The seed of places and noise.</param>
    internal static TensorDataset Make(int count, ulong seed)
    {
        var generator = new Generator(seed);
        float[] places = new float[4 * count];
        long[] labels = new long[2 * count];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = i % 2;

            // The square root makes the points as dense outside as inside.
            double along = Math.Sqrt(generator.NextDouble()), angle = 2 * Math.PI * ((Turns * along) + (labels[i] / 2.0));
            places[2 * i] = (float)((Reach * along * Math.Cos(angle)) + (Noise * generator.NextNormal()));
            places[(2 * i) + 1] = (float)((Reach * along * Math.Sin(angle)) + (Noise * generator.NextNormal()));
        }

        return new(Tensor.From(places, [labels.Length, 2]), Tensor.From(labels));
    }
}
