using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A nonlinearity that is learned: a Chebyshev series over an interval, whose coefficients are parameters. Outside of the interval it goes
/// on straight, so that no input is out of bounds and every one has a gradient.
/// </summary>
public sealed class Chebyshev : Activation
{
    /// <summary>A series of a given degree.</summary>
    /// <param name="degree">The degree of the polynomial, 1 or more.</param>
    /// <param name="low">The lower end of the interval.</param>
    /// <param name="high">The upper end of the interval.</param>
    /// <param name="start">The function to start from, interpolated at the Chebyshev points; the identity where not given.</param>
    /// <exception cref="ArgumentException">The degree is less than 1, or the ends are not finite and in order.</exception>
    public Chebyshev(int degree, double low = ChebyshevOp.DefaultLow, double high = ChebyshevOp.DefaultHigh,
        Func<double, double>? start = null)
    {
        Expect.AtLeast(1, degree, nameof(Chebyshev));
        Expect.Ordered(low, high, nameof(Chebyshev), nameof(low), nameof(high), mayBeEqual: false);
        (Low, High) = (low, high);
        Coefficients = new Parameter([degree + 1], new Given(Tensor.From(Interpolate(start ?? (x => x), degree + 1, low, high))),
            decays: false);
    }

    /// <summary>The lower end of the interval.</summary>
    public double Low { get; }

    /// <summary>The upper end of the interval.</summary>
    public double High { get; }

    /// <summary>The coefficients, that of the constant first.</summary>
    public Parameter Coefficients { get; private init => field = Register(value); }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Chebyshev(Coefficients, Low, High);

    /// <inheritdoc/>
    protected override string Describe() =>
        FormattableString.Invariant($"Chebyshev({Coefficients.Shape[0] - 1}, {Low} to {High})");

    // The discrete cosine transform of the function's values at the zeros of the next polynomial.
    private static double[] Interpolate(Func<double, double> function, int count, double low, double high)
    {
        double[] coefficients = new double[count];
        for (int i = 0; i < count; i++)
        {
            double angle = Math.PI * (i + 0.5) / count;
            double value = function(((low + high) + ((high - low) * Math.Cos(angle))) / 2);
            for (int k = 0; k < count; k++)
            {
                coefficients[k] += (k == 0 ? 1.0 : 2.0) / count * value * Math.Cos(k * angle);
            }
        }

        return coefficients;
    }
}
