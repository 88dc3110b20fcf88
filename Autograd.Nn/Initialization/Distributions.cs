using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Uniform in [low, high).</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public sealed record Uniform(double Low, double High) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) =>
        Tensor.Uniform(shape, generator, Low, High, dtype);
}

/// <summary>Normal (Gaussian).</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation.</param>
public sealed record Normal(double Mean, double StandardDeviation) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) =>
        Tensor.Normal(shape, generator, Mean, StandardDeviation, dtype);
}

/// <summary>The same number throughout.</summary>
/// <param name="Value">The number.</param>
public sealed record Constant(double Value) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain) => Tensor.Full(shape, Value, dtype);
}
