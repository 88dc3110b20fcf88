using Autograd.Core;
using Autograd.Nn;

namespace EdgePolarity;

/// <summary>What the detector is to answer at an edge of height h.</summary>
internal enum Target
{
    /// <summary>|h|: an edge, whatever its polarity.</summary>
    Magnitude,

    /// <summary>h: positive where the signal rises, negative where it falls.</summary>
    Signed,
}

/// <summary>Windows of one-dimensional signals whose edges rise or fall at random.</summary>
internal static class Signals
{
    /// <summary>The number of samples in a window.</summary>
    internal const int WindowSize = 8;

    private const int SignalCount = 64;
    private const int Length = 40;
    private const int EdgeCount = 3;
    private const double Noise = 0.02;

    /// <summary>
    /// All windows of signals with noise, and for each the height of the edge in its middle: the mean of the right half minus that of the
    /// left, of the signal without the noise.
    /// </summary>
    /// <param name="target">Whether the height's sign counts.</param>
    /// <param name="seed">The seed of the signals.</param>
    internal static TensorDataset Make(Target target, ulong seed)
    {
        var generator = new Generator(seed);
        var windows = new List<float>();
        var heights = new List<float>();
        for (int i = 0; i < SignalCount; i++)
        {
            double[] signal = Signal(generator);
            double[] noisy = [.. signal.Select(value => value + (Noise * generator.NextNormal()))];
            for (int start = 0; start + WindowSize <= Length; start++)
            {
                int middle = start + (WindowSize / 2);
                double height = signal[middle..(start + WindowSize)].Average() - signal[start..middle].Average();
                windows.AddRange(noisy[start..(start + WindowSize)].Select(value => (float)value));
                heights.Add((float)(target == Target.Magnitude ? Math.Abs(height) : height));
            }
        }

        return new(Tensor.From(windows.ToArray(), [heights.Count, WindowSize]), Tensor.From(heights.ToArray(), [heights.Count, 1]));
    }

    // Pieces of constant level with edges of height 0.5 to 2, up or down, in between.
    private static double[] Signal(Generator generator)
    {
        double[] signal = new double[Length];
        double level = (2 * generator.NextDouble()) - 1;
        int[] edges = [.. Enumerable.Range(0, EdgeCount).Select(_ => generator.NextInt32(Length))];
        for (int i = 0; i < Length; i++)
        {
            if (edges.Contains(i))
            {
                level += (generator.NextInt32(2) == 0 ? 1 : -1) * (0.5 + (1.5 * generator.NextDouble()));
            }

            signal[i] = level;
        }

        return signal;
    }
}
