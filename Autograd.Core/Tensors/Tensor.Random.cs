using System.Numerics;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Random numbers, uniform in [low, high).</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="generator">Where the randomness comes from; it moves on.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end, which is not reached unless it equals the lower one.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="ArgumentException">
    /// An end is no finite number of the type, the interval is turned round, or the type is not floating point.
    /// </exception>
    public static Tensor Uniform(Shape shape, Generator generator, double low = 0, double high = 1, DType dtype = DType.Float32)
    {
        Tensor random = Random(shape, generator, dtype, nameof(Uniform));
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Uniform: the interval from {low} to {high} is not one; expected finite numbers with low ≤ high."), nameof(high));
        }

        ExpectFinite(low, dtype, nameof(Uniform), nameof(low));
        ExpectFinite(high, dtype, nameof(Uniform), nameof(high));

        Lanes.Run(new UniformKernel(random, generator, low, high), dtype);
        return random;
    }

    private readonly struct UniformKernel(ArrayView random, Generator generator, double low, double high) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            // Halves, where the interval is wider than any double.
            double unit = double.IsFinite(high - low) ? 1 : 2, width = (high / unit) - (low / unit);

            // Rounding must not reach the upper end.
            T lowest = T.CreateTruncating(low), largest = high > low ? T.Max(lowest, T.BitDecrement(T.CreateTruncating(high))) : lowest;
            Span<T> numbers = random.Elements<T>();
            generator.Fill(numbers);
            foreach (ref T number in numbers)
            {
                number = T.Min(T.CreateTruncating(((low / unit) + (width * double.CreateTruncating(number))) * unit), largest);
            }
        }
    }

    /// <summary>Random numbers from a normal distribution.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="generator">Where the randomness comes from; it moves on.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="standardDeviation">The standard deviation, 0 or more.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="ArgumentException">
    /// The mean or the standard deviation is no finite number of the type, the latter negative, or the type is not floating point.
    /// </exception>
    public static Tensor Normal(Shape shape, Generator generator, double mean = 0, double standardDeviation = 1,
        DType dtype = DType.Float32)
    {
        Tensor random = Random(shape, generator, dtype, nameof(Normal));
        ExpectFinite(mean, dtype, nameof(Normal), nameof(mean));
        ExpectFinite(standardDeviation, dtype, nameof(Normal), nameof(standardDeviation));
        Lanes.Run(new NormalKernel(random, generator, mean, standardDeviation), dtype);
        return random;
    }

    private readonly struct NormalKernel(ArrayView random, Generator generator, double mean, double standardDeviation) : IFloatKernel
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            generator.FillNormal(random.Elements<T>(), mean, standardDeviation);
    }

    private static Tensor Random(Shape shape, Generator generator, DType dtype, string method)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(generator);
        ExpectFloat(dtype, method, "Float32 or Float64");
        return Uninitialized(shape, dtype);
    }
}
