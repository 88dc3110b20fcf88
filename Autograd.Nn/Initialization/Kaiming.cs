using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Which connections an initializer balances.</summary>
public enum FanMode
{
    /// <summary>The inputs: the variance of the activations stays the same from layer to layer.</summary>
    FanIn,

    /// <summary>The outputs: the variance of the gradients does.</summary>
    FanOut,
}

/// <summary>
/// Normal with mean 0 and standard deviation gain / √fan (He et al., 2015, arXiv:1502.01852).
/// </summary>
/// <param name="Gain">
/// The gain; where it is not given, that of the activation that follows in a <see cref="Sequential"/>, its slope included.
/// </param>
/// <param name="Mode">Whether the fan counts inputs or outputs.</param>
/// <exception cref="ArgumentOutOfRangeException">The gain is negative or not finite, or the mode is none.</exception>
public sealed record KaimingNormal(double? Gain = null, FanMode Mode = FanMode.FanIn) : Initializer
{
    /// <summary>The gain; null for that of the activation that follows.</summary>
    public double? Gain { get; } = Gain is double gain ? Expect.NotNegative(gain, nameof(KaimingNormal), nameof(Gain)) : null;

    /// <summary>Whether the fan counts inputs or outputs.</summary>
    public FanMode Mode { get; } = Expect.Member(Mode, nameof(KaimingNormal));

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain)
    {
        double factor = Gain ?? gain, deviation = factor / Math.Sqrt(Math.Max(1, Mode == FanMode.FanIn ? FanIn(shape) : FanOut(shape)));
        return new Normal(0, Spread(deviation, factor, dtype)).Draw(shape, dtype, generator, gain);
    }
}

/// <summary>Uniform in ±gain · √(3 / fan) (He et al., 2015, arXiv:1502.01852).</summary>
/// <param name="Gain">
/// The gain; where it is not given, that of the activation that follows in a <see cref="Sequential"/>, its slope included.
/// </param>
/// <param name="Mode">Whether the fan counts inputs or outputs.</param>
/// <exception cref="ArgumentOutOfRangeException">The gain is negative or not finite, or the mode is none.</exception>
public sealed record KaimingUniform(double? Gain = null, FanMode Mode = FanMode.FanIn) : Initializer
{
    /// <summary>The gain; null for that of the activation that follows.</summary>
    public double? Gain { get; } = Gain is double gain ? Expect.NotNegative(gain, nameof(KaimingUniform), nameof(Gain)) : null;

    /// <summary>Whether the fan counts inputs or outputs.</summary>
    public FanMode Mode { get; } = Expect.Member(Mode, nameof(KaimingUniform));

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain)
    {
        double factor = Gain ?? gain;
        double bound = factor * Math.Sqrt(3.0 / Math.Max(1, Mode == FanMode.FanIn ? FanIn(shape) : FanOut(shape)));
        bound = Spread(bound, factor, dtype);
        return new Uniform(-bound, bound).Draw(shape, dtype, generator, gain);
    }
}
