using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Makes one axis of several, all but the first unless stated: what stands between convolutions and <see cref="Linear"/> layers.
/// </summary>
/// <param name="startAxis">The first of the axes, negative counted from the end.</param>
/// <param name="endAxis">The last of them.</param>
public sealed class Flatten(int startAxis = 1, int endAxis = -1) : Layer
{
    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        int first = input.Shape.Axis(startAxis, nameof(Flatten)), last = input.Shape.Axis(endAxis, nameof(Flatten));
        return first <= last
            ? input.Reshape([.. input.Shape.Sizes[..first], input.Shape.CountOf(first..(last + 1)), .. input.Shape.Sizes[(last + 1)..]])
            : throw new ArgumentException(FormattableString.Invariant(
                $"Flatten: of the input {input.Shape} axis {startAxis} stands behind axis {endAxis}; expected the first of them first."));
    }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Flatten(axes {startAxis} to {endAxis})");
}
