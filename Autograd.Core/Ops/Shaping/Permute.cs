namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The same elements with the axes in another order.</summary>
    /// <param name="axes">For each axis of the result the axis of this tensor, negative counted from the end.</param>
    /// <exception cref="ArgumentException">The axes are not each named exactly once.</exception>
    public Tensor Permute(params ReadOnlySpan<int> axes) => new PermuteOp(axes.ToArray()).Apply(this);

    /// <summary>
    /// The same elements with two axes exchanged; the last two where none are named. The matrix product transposes without this copy.
    /// </summary>
    /// <param name="axis">One axis, negative counted from the end.</param>
    /// <param name="other">The other axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range for the shape.</exception>
    public Tensor Transpose(int axis = -2, int other = -1)
    {
        int[] axes = new int[Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            axes[i] = i;
        }

        (int a, int b) = (Shape.Axis(axis, "Transpose"), Shape.Axis(other, "Transpose"));
        (axes[a], axes[b]) = (b, a);
        return Permute(axes);
    }
}

internal sealed class PermuteOp(int[] axes) : Op("permute", axes)
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        Tensor x = inputs[0];
        if (axes.Length != x.Rank)
        {
            throw Mistaken(x.Shape);
        }

        Span<int> order = stackalloc int[axes.Length], sizes = stackalloc int[axes.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = x.Shape.Axis(axes[i], Name);
            sizes[i] = x.Shape[order[i]];
            if (order[..i].Contains(order[i]))
            {
                throw Mistaken(x.Shape);
            }
        }

        Tensor output = Result(Shape.Of(sizes), x.DType);
        Permute.Run(x, order, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        int[] back = new int[axes.Length];
        for (int i = 0; i < back.Length; i++)
        {
            back[call.Upstream.Shape.Axis(axes[i], Name)] = i;
        }

        call.Set(0, call.Upstream.Permute(back));
    }

    private ArgumentException Mistaken(Shape shape) =>
        new($"{Name}: the axes {Shape.List(axes)} for the shape {shape}; expected each of its {shape.Rank} axes once.");

    public static OpDefinition Definition => new()
    {
        Name = "permute",
        Category = OpCategory.Shaping,
        Formula = @"y_{i_{\pi(1)} \dots i_{\pi(n)}} = x_{i_1 \dots i_n}",
        Source = "Arrangement of elements",
        Derivative = @"\frac{\partial y_j}{\partial x_i} = 1 \text{ where element } i \text{ went to } j, \text{ else } 0",
        Usage = "Axes in the order an op wants them. It copies; a matrix product takes transposed operands without.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0], [2, 2]).Permute(1, 0)),
        Parameters = [new("axes", new[] { 1, 0 }, "For each axis of the result the axis of the input, negative counted from the end.")],
        Make = attributes => new PermuteOp(attributes.List("axes")),
        Samples =
        [
            new("a matrix", dtype => [OpSamples.Spread([3, 5], dtype)]),
            new("a cycle", dtype => [OpSamples.Spread([2, 3, 4], dtype)], new() { ["axes"] = new[] { 2, 0, 1 } }),
            new("the last axis stays", dtype => [OpSamples.Spread([2, 3, 4, 2], dtype)], new() { ["axes"] = new[] { 2, 0, 1, -1 } }),
            new("a large matrix", dtype => [OpSamples.Spread([19, 37], dtype)]),
            new("in order", dtype => [OpSamples.Spread([2, 3], dtype)], new() { ["axes"] = new[] { 0, 1 } }),
            new("a scalar", dtype => [OpSamples.Spread([], dtype)], new() { ["axes"] = Array.Empty<int>() }),
            new("empty", dtype => [OpSamples.Spread([0, 3], dtype)]),
        ],
        Errors =
        [
            new("permute: the axes [1, 0] for the shape [2, 3, 4]; expected each of its 3 axes once", () => [Tensor.Ones([2, 3, 4])]),
            new("permute: the axes [1, -1] for the shape [2, 3]; expected each of its 2 axes once", () => [Tensor.Ones([2, 3])],
                new() { ["axes"] = new[] { 1, -1 } }),
            new("permute: axis 2 is out of range for the shape [2, 3]; expected -2 to 1", () => [Tensor.Ones([2, 3])],
                new() { ["axes"] = new[] { 0, 2 } }),
            new("permute: expected 1 input, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
        ],
    };
}
