using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Makes one axis of several, all but the first unless stated: [batch, channels, height, width] becomes [batch, channels·height·width],
/// which is what stands between convolutions and <see cref="Linear"/> layers.
/// </summary>
/// <param name="startAxis">The first of the axes, negative counted from the end.</param>
/// <param name="endAxis">The last of them.</param>
public sealed class Flatten(int startAxis = 1, int endAxis = -1) : Layer
{
    /// <summary>The first of the axes that become one, negative counted from the end.</summary>
    public int StartAxis { get; } = startAxis;

    /// <summary>The last of them.</summary>
    public int EndAxis { get; } = endAxis;

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        Shape shape = input.Shape;
        if (StartAxis >= shape.Rank)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Flatten: the input is {shape}, and startAxis {StartAxis}; expected an input of ") +
                    FormattableString.Invariant($"{StartAxis + 1} axes or more, the batch first. Unsqueeze(0) makes a batch of one."),
                nameof(input));
        }

        int first = shape.Axis(StartAxis, nameof(Flatten)), last = shape.Axis(EndAxis, nameof(Flatten));
        return first <= last
            ? input.Reshape([.. shape.Sizes[..first], shape.CountOf(first..(last + 1)), .. shape.Sizes[(last + 1)..]])
            : throw new ArgumentException(
                FormattableString.Invariant($"Flatten: of the input {shape} axis {StartAxis} stands behind axis {EndAxis}; expected ") +
                    "the first of them first.",
                nameof(input));
    }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Flatten(axes {StartAxis} to {EndAxis})");
}
