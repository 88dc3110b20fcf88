using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Values that are given.</summary>
/// <param name="Values">The values, as many as the parameter has elements; they are copied.</param>
public sealed record Given(Tensor Values) : Initializer
{
    /// <summary>The values.</summary>
    public Tensor Values { get; } = (Values ?? throw new ArgumentNullException(nameof(Values))).Detach();

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, DType dtype, Generator generator, double gain)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Count == Values.Count
            ? Values.Reshape(shape).To(dtype)
            : throw new ArgumentException($"Given: there are {Values.Count} values; expected {shape.Count} for the shape {shape}.",
                nameof(shape));
    }
}
