using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Makes several axes of one: [batch, channels·height·width] becomes [batch, channels, height, width], which is what stands between a
/// <see cref="Linear"/> layer and convolutions.
/// </summary>
public sealed class Unflatten : Layer
{
    private readonly int[] _sizes;

    /// <summary>A layer that parts an axis.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="sizes">The sizes of the axes that it becomes; one of them may be -1, for what is left.</param>
    /// <exception cref="ArgumentException">There is no size, one is less than 1, or more than one is -1.</exception>
    public Unflatten(int axis, params ReadOnlySpan<int> sizes)
    {
        int left = 0;
        foreach (int size in sizes)
        {
            left += size == -1 ? 1 : 0;
            if (size < 1 && (size != -1 || left > 1))
            {
                left = -1;
                break;
            }
        }

        if (left < 0 || sizes.IsEmpty)
        {
            throw new ArgumentException(
                $"Unflatten: sizes is {Shape.List(sizes)}; expected sizes of 1 or more, of which one may be -1.", nameof(sizes));
        }

        Axis = axis;
        _sizes = sizes.ToArray();
    }

    /// <summary>The axis, negative counted from the end.</summary>
    public int Axis { get; }

    /// <summary>The sizes of the axes that it becomes; -1 for what is left.</summary>
    public IReadOnlyList<int> Sizes => Array.AsReadOnly(_sizes);

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        int axis = input.Shape.Axis(Axis, nameof(Unflatten)), size = input.Shape[axis], left = Array.IndexOf(_sizes, -1);
        long product = 1;
        foreach (int part in _sizes)
        {
            product = part == -1 ? product : Math.Min(product * part, int.MaxValue);
        }

        if (left < 0 ? product != size : size % product != 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Unflatten: axis {axis} of the input {input.Shape} has {size} elements, which do not make {Shape.List(_sizes)}."),
                nameof(input));
        }

        int[] parts = [.. _sizes];
        if (left >= 0)
        {
            parts[left] = (int)(size / product);
        }

        return input.Reshape([.. input.Shape.Sizes[..axis], .. parts, .. input.Shape.Sizes[(axis + 1)..]]);
    }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Unflatten(axis {Axis} → {Shape.List(_sizes)})");
}
