using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Means and standard deviations of features, in two passes of double sums; NaN is left out.</summary>
internal static class FeatureMoments
{
    public static (double[] Means, double[] Deviations) Of(Tensor inputs, int axis)
    {
        int features = inputs.Shape[axis], inner = inputs.Shape.CountOf((axis + 1)..);
        double[] means = new double[features], squares = new double[features];
        Array.Fill(means, double.NaN);
        DTypes.Run(new First(inputs, features, inner, means), inputs.DType);

        // Differences from a first value are summed: of a constant feature all are exactly 0, and so is then its deviation.
        double[] sums = new double[features];
        long[] counts = new long[features];
        DTypes.Run(new Sums(inputs, features, inner, means, sums, squares, counts), inputs.DType);
        for (int f = 0; f < features; f++)
        {
            means[f] += sums[f] / counts[f];
            if (!double.IsFinite(means[f]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Standardizer: feature {f} of the inputs {inputs.Shape} ") +
                    (counts[f] == 0 ? "holds no number." : "holds an infinite number.") + " Fill or drop such values first.",
                        nameof(inputs));
            }
        }

        Array.Clear(squares);
        DTypes.Run(new Sums(inputs, features, inner, means, new double[features], squares, new long[features]), inputs.DType);
        for (int f = 0; f < features; f++)
        {
            squares[f] = Math.Sqrt(squares[f] / counts[f]);
        }

        return (means, squares);
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

    private readonly struct Sums(
        Tensor inputs, int features, int inner, double[] from, double[] sums, double[] squares, long[] counts) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            ReadOnlySpan<T> all = inputs.AsSpan<T>();
            for (int start = 0, f = 0; start < all.Length; start += inner, f = f + 1 == features ? 0 : f + 1)
            {
                foreach (T value in all.Slice(start, inner))
                {
                    double x = double.CreateTruncating(value), d = x - from[f];
                    if (!double.IsNaN(x))
                    {
                        sums[f] += d;
                        squares[f] += d * d;
                        counts[f]++;
                    }
                }
            }
        }
    }
}
