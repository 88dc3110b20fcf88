using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What normalizing layers expect of their settings and inputs.</summary>
internal static class NormLayers
{
    internal static Shape ExpectSizes(Shape shape, string layer)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank == 0 || shape.Count == 0)
        {
            throw new ArgumentException(
                $"{layer}: the normalized shape is {shape}; expected at least one axis, and sizes of 1 or more.", nameof(shape));
        }

        Expect.Fits(layer, ("normalizedShape", shape.Count));
        return shape;
    }

    internal static Tensor ExpectTrailing(Tensor input, Shape trailing, string layer) =>
        input.Rank >= trailing.Rank && input.Shape.Sizes[^trailing.Rank..].SequenceEqual(trailing.Sizes)
            ? input
            : throw new ArgumentException(
                $"{layer}: the input is {input.Shape}; expected [..., {trailing.ToString()[1..]}, the layer's sizes last.", nameof(input));
}
