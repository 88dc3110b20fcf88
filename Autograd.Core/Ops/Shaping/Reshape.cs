using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The same elements in another shape; the buffer is shared.</summary>
    /// <param name="sizes">The new sizes; one of them may be -1 and follows from the others.</param>
    /// <exception cref="ArgumentException">The sizes do not hold as many elements.</exception>
    [OverloadResolutionPriority(1)]
    public Tensor Reshape(params ReadOnlySpan<int> sizes) => new ReshapeOp(sizes.ToArray()).Apply(this);

    /// <summary>The same elements in another shape; the buffer is shared.</summary>
    /// <param name="shape">The new shape.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many elements.</exception>
    public Tensor Reshape(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Reshape(shape.Sizes);
    }

    /// <summary>Makes one axis of an axis and all that follow; the buffer is shared.</summary>
    /// <param name="startAxis">The first of the axes to merge: 1 keeps a batch apart. Negative counted from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range for the shape.</exception>
    public Tensor Flatten(int startAxis = 0)
    {
        int start = Rank == 0 ? 0 : Shape.Axis(startAxis, "Flatten");
        return Reshape([.. Shape.Sizes[..start], Shape.CountOf(start..)]);
    }

    /// <summary>Removes an axis of size 1; the buffer is shared.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <exception cref="ArgumentException">The axis is out of range, or its size is not 1.</exception>
    public Tensor Squeeze(int axis)
    {
        int at = Shape.Axis(axis, "Squeeze");
        return Shape[at] == 1
            ? Reshape([.. Shape.Sizes[..at], .. Shape.Sizes[(at + 1)..]])
            : throw new ArgumentException(FormattableString.Invariant(
                $"Squeeze: axis {axis} of the shape {Shape} has {Shape[at]} elements; expected 1."), nameof(axis));
    }

    /// <summary>Adds an axis of size 1; the buffer is shared.</summary>
    /// <param name="axis">Where it comes in the result, negative counted from the result's end.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public Tensor Unsqueeze(int axis)
    {
        int at = Shape.NewAxis(axis, "Unsqueeze");
        return Reshape([.. Shape.Sizes[..at], 1, .. Shape.Sizes[at..]]);
    }
}

internal sealed class ReshapeOp(int[] sizes) : Op("reshape", sizes)
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        return inputs[0].View(Target(inputs[0].Shape));
    }

    protected override void Differentiate(Pullback call) => call.Set(0, call.Upstream.Reshape(call.Inputs[0].Shape));

    private Shape Target(Shape from)
    {
        int open = Array.IndexOf(sizes, -1);
        if (open < 0)
        {
            return Array.TrueForAll(sizes, size => size >= 0) && Shape.Of(sizes, Name) is var shape && shape.Count == from.Count
                ? shape
                : throw Unfit(from);
        }

        int[] target = [.. sizes];
        target[open] = 1;
        int known = Array.TrueForAll(target, size => size >= 0) ? Shape.Of(target, Name).Count : throw Unfit(from);
        if (known == 0 && from.Count == 0)
        {
            throw new ArgumentException(
                $"{Name}: the shape {from} has no elements, so the -1 in {Shape.List(sizes)} could be any size. Give the size instead.");
        }

        target[open] = known > 0 && from.Count % known == 0 ? from.Count / known : throw Unfit(from);
        return Shape.Of(target, Name);
    }

    private ArgumentException Unfit(Shape from) => new(
        $"{Name}: the shape {from} with {from.Count} elements does not fit into {Shape.List(sizes)}. The products must be equal; one " +
            "size may be -1.");

    public static OpDefinition Definition => new()
    {
        Name = "reshape",
        Category = OpCategory.Shaping,
        Formula = "y_{j} = x_{i}",
        Source = "Arrangement of elements",
        Derivative = @"\frac{\partial y_j}{\partial x_i} = 1 \text{ where element } i \text{ went to } j, \text{ else } 0",
        Usage =
            "Between layers that see the same numbers differently. It costs nothing, as the buffer is shared; for another order of " +
            "axes take Permute.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0]).Reshape(2, 2)),
        Parameters = [new("shape", new[] { -1 }, "The new sizes; one of them may be -1 and follows from the others.")],
        Make = attributes => new ReshapeOp(attributes.List("shape")),
        Samples =
        [
            new("flattened", dtype => [OpSamples.Spread([2, 3], dtype)]),
            new("an open axis", dtype => [OpSamples.Spread([2, 3, 4], dtype)], new() { ["shape"] = new[] { 6, -1 } }),
            new("a scalar", dtype => [OpSamples.Spread([1, 1], dtype)], new() { ["shape"] = Array.Empty<int>() }),
            new("empty", dtype => [OpSamples.Spread([0, 3], dtype)], new() { ["shape"] = new[] { 5, 0 } }),
        ],
        Errors =
        [
            new("reshape: the shape [2, 3] with 6 elements does not fit into [4]", () => [Tensor.Ones([2, 3])],
                new() { ["shape"] = new[] { 4 } }),
            new("reshape: the shape [2, 3] with 6 elements does not fit into [-1, -1]", () => [Tensor.Ones([2, 3])],
                new() { ["shape"] = new[] { -1, -1 } }),
            new("reshape: the shape [0, 6] has no elements, so the -1 in [0, -1] could be any size", () => [Tensor.Ones([0, 6])],
                new() { ["shape"] = new[] { 0, -1 } }),
            new("reshape: the shape [0, 70000, 70000] is too large", () => [Tensor.Ones([0])],
                new() { ["shape"] = new[] { 0, 70000, 70000 } }),
            new("reshape: there would be 100 axes; a tensor has at most 32", () => [Tensor.Ones([1])],
                new() { ["shape"] = Enumerable.Repeat(1, 100).ToArray() }),
            new("reshape: expected 1 input, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
        ],
    };
}
