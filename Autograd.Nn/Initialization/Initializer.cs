using System.Globalization;
using System.Text;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>How a parameter's first values are drawn.</summary>
public abstract record Initializer
{
    /// <summary>Draws values for a parameter.</summary>
    /// <param name="shape">The parameter's shape; a weight is [out, in, ...].</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <param name="generator">Where the randomness comes from.</param>
    /// <param name="gain">The gain of the activation that follows the layer, 1 for none.</param>
    public abstract Tensor Draw(Shape shape, DType dtype, Generator generator, double gain);

    /// <summary>The name and the settings, in the invariant culture.</summary>
    public sealed override string ToString()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            var settings = new StringBuilder();
            return PrintMembers(settings) ? $"{GetType().Name} {{ {settings} }}" : $"{GetType().Name} {{ }}";
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>The number of inputs of one output: the elements of a weight behind its first axis.</summary>
    protected static int FanIn(Shape shape) => Axes(shape) < 2 ? throw NoFan(shape) : shape.Count == 0 ? 0 : shape.Count / shape[0];

    /// <summary>The number of outputs that one input reaches.</summary>
    protected static int FanOut(Shape shape) => Axes(shape) < 2 ? throw NoFan(shape) : shape.Count == 0 ? 0 : shape.Count / shape[1];

    /// <summary>How far numbers spread by a gain; throws under the gain's name where the type has no such number.</summary>
    private protected double Spread(double spread, double gain, DType dtype) =>
        spread >= 0 && double.IsFinite(spread) && dtype.Holds(spread)
            ? spread
            : throw new ArgumentOutOfRangeException(nameof(gain), string.Create(CultureInfo.InvariantCulture,
                $"{GetType().Name}: the gain {gain} would spread the numbers by {spread}; expected one from 0 on that leaves a finite " +
                $"{dtype}."));

    private static int Axes(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Rank;
    }

    private static ArgumentException NoFan(Shape shape) =>
        new(
            $"A parameter of shape {shape} has no fan-in and fan-out; expected at least two axes, [out, in]. " +
            "Use Uniform, Normal or Constant for it.", nameof(shape));
}
