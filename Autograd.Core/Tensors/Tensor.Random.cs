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

        // Halves, where the interval is wider than any double.
        double unit = double.IsFinite(high - low) ? 1 : 2, width = (high / unit) - (low / unit);
        if (dtype == DType.Float32)
        {
            // Rounding must not reach the upper end.
            float largest = high > low ? MathF.Max((float)low, MathF.BitDecrement((float)high)) : (float)low;
            Span<float> numbers = random.Elements<float>();
            generator.Fill(numbers);
            foreach (ref float number in numbers)
            {
                number = MathF.Min((float)(low + (width * number)), largest);
            }
        }
        else
        {
            double largest = high > low ? Math.BitDecrement(high) : low;
            Span<double> numbers = random.Elements<double>();
            generator.Fill(numbers);
            foreach (ref double number in numbers)
            {
                number = Math.Min(((low / unit) + (width * number)) * unit, largest);
            }
        }

        return random;
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
        if (dtype == DType.Float32)
        {
            generator.FillNormal(random.Elements<float>(), mean, standardDeviation);
        }
        else
        {
            generator.FillNormal(random.Elements<double>(), mean, standardDeviation);
        }

        return random;
    }

    private static Tensor Random(Shape shape, Generator generator, DType dtype, string method)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(generator);
        ExpectFloat(dtype, method, "Float32 or Float64");
        return Uninitialized(shape, dtype);
    }
}
