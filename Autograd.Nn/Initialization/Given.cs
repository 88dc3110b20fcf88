using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Values that are given, row by row.</summary>
/// <param name="Values">The values, as many as the parameter has elements.</param>
public sealed record Given(IReadOnlyList<double> Values) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Count == Values.Count
            ? Tensor.From(Values.ToArray(), shape).To(dtype).Detach()
            : throw new ArgumentException($"Given: there are {Values.Count} values; expected {shape.Count} for the shape {shape}.", nameof(shape));
    }
}
