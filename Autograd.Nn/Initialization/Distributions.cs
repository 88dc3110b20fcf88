using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Uniform in [low, high).</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <exception cref="ArgumentException">The ends are not finite, or not in order.</exception>
public sealed record Uniform(double Low, double High) : Initializer
{
    /// <summary>The lower end.</summary>
    public double Low { get; } = Expect.Finite(Low, nameof(Uniform));

    /// <summary>The upper end.</summary>
    public double High { get; } = Expect.Finite(High, nameof(Uniform)) >= Low
        ? High
        : throw new ArgumentException(
            FormattableString.Invariant($"Uniform: the interval from {Low} to {High} is none; expected low ≤ high."), nameof(High));

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) =>
        Tensor.Uniform(shape, generator, Low, High, dtype);
}

/// <summary>Normal (Gaussian).</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is not finite, or the standard deviation negative.</exception>
public sealed record Normal(double Mean, double StandardDeviation) : Initializer
{
    /// <summary>The mean.</summary>
    public double Mean { get; } = Expect.Finite(Mean, nameof(Normal));

    /// <summary>The standard deviation.</summary>
    public double StandardDeviation { get; } = Expect.NotNegative(StandardDeviation, nameof(Normal));

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) =>
        Tensor.Normal(shape, generator, Mean, StandardDeviation, dtype);
}

/// <summary>The same number throughout.</summary>
/// <param name="Value">The number.</param>
/// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
public sealed record Constant(double Value) : Initializer
{
    /// <summary>The number.</summary>
    public double Value { get; } = Expect.Finite(Value, nameof(Constant));

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) => Tensor.Full(shape, Value, dtype);
}
