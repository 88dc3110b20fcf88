using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Normal with mean 0 and standard deviation gain · √(2 / (fan-in + fan-out)) (Glorot and Bengio, 2010).</summary>
/// <param name="Gain">The gain; where it is not given, that of the activation that follows in a <see cref="Sequential"/>.</param>
/// <exception cref="ArgumentOutOfRangeException">The gain is negative or not finite.</exception>
public sealed record XavierNormal(double? Gain = null) : Initializer
{
    /// <summary>The gain; null for that of the activation that follows.</summary>
    public double? Gain { get; } = Gain is double gain ? Expect.NotNegative(gain, nameof(XavierNormal), nameof(Gain)) : null;

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain)
    {
        double factor = Gain ?? gain, deviation = factor * Math.Sqrt(2.0 / Math.Max(1, FanIn(shape) + FanOut(shape)));
        return new Normal(0, Spread(deviation, factor, dtype)).Draw(shape, dtype, generator, gain);
    }
}

/// <summary>Uniform in ±gain · √(6 / (fan-in + fan-out)) (Glorot and Bengio, 2010).</summary>
/// <param name="Gain">The gain; where it is not given, that of the activation that follows in a <see cref="Sequential"/>.</param>
/// <exception cref="ArgumentOutOfRangeException">The gain is negative or not finite.</exception>
public sealed record XavierUniform(double? Gain = null) : Initializer
{
    /// <summary>The gain; null for that of the activation that follows.</summary>
    public double? Gain { get; } = Gain is double gain ? Expect.NotNegative(gain, nameof(XavierUniform), nameof(Gain)) : null;

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain)
    {
        double factor = Gain ?? gain, bound = factor * Math.Sqrt(6.0 / Math.Max(1, FanIn(shape) + FanOut(shape)));
        bound = Spread(bound, factor, dtype);
        return new Uniform(-bound, bound).Draw(shape, dtype, generator, gain);
    }
}
