using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Means and standard deviations of features, in two passes of double sums; NaN is left out.</summary>
internal static class FeatureMoments
{
    private const int MostPower = 1000;

    public static (double[] Means, double[] Deviations) Of(Tensor inputs, int axis)
    {
        int features = inputs.Shape[axis], inner = inputs.Shape.CountOf((axis + 1)..);
        double[] means = new double[features], deviations = new double[features], units = new double[features];
        Array.Fill(means, double.NaN);
        Array.Fill(units, 1);
        DTypes.Run(new First(inputs, features, inner, means), inputs.DType);

        // Differences from a first value are summed: of a constant feature all are exactly 0, and so is then its deviation.
        var sums = new Sums(inputs, features, inner, means, units);
        DTypes.Run(sums, inputs.DType);
        for (int f = 0; f < features; f++)
        {
            means[f] += sums.Plain[f] / sums.Counts[f];
            if (!double.IsFinite(means[f]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Standardizer: feature {f} of the inputs {inputs.Shape} ") +
                    (sums.Counts[f] == 0 ? "holds no number." : "holds an infinite number, or some whose sum is.") +
                    " Fill or drop such values first.", nameof(inputs));
            }

            // In units of a power of two, which takes no digits, squares are neither infinite nor lost.
            units[f] = Math.ScaleB(1, -Math.Clamp(Math.ILogB(sums.Largest[f]), -MostPower, MostPower));
        }

        sums = new Sums(inputs, features, inner, means, units);
        DTypes.Run(sums, inputs.DType);
        for (int f = 0; f < features; f++)
        {
            deviations[f] = Math.Sqrt(sums.Squares[f] / sums.Counts[f]) / units[f];
        }

        return (means, deviations);
    }

    private readonly struct First(Tensor inputs, int features, int inner, double[] firsts) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            ReadOnlySpan<T> all = inputs.AsSpan<T>();
            for (int i = 0; i < all.Length; i++)
            {
                ref double first = ref firsts[i / inner % features];
                first = double.IsNaN(first) ? double.CreateTruncating(all[i]) : first;
            }
        }
    }

    // Of what is left when a number of the feature is taken off, in units of the feature.
    private readonly struct Sums(Tensor inputs, int features, int inner, double[] from, double[] units) : INumberKernel
    {
        public double[] Plain { get; } = new double[features];

        public double[] Squares { get; } = new double[features];

        public double[] Largest { get; } = new double[features];

        public long[] Counts { get; } = new long[features];

        public void Run<T>() where T : unmanaged, INumber<T>
        {
            ReadOnlySpan<T> all = inputs.AsSpan<T>();
            for (int start = 0, f = 0; start < all.Length; start += inner, f = f + 1 == features ? 0 : f + 1)
            {
                foreach (T value in all.Slice(start, inner))
                {
                    double x = double.CreateTruncating(value), d = (x - from[f]) * units[f];
                    if (!double.IsNaN(x))
                    {
                        Plain[f] += d;
                        Squares[f] += d * d;
                        Largest[f] = Math.Max(Largest[f], Math.Abs(d));
                        Counts[f]++;
                    }
                }
            }
        }
    }
}
