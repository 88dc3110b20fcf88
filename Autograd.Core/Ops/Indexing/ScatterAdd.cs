namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// A copy to which one element is added for each index, y[i, index[i, j, k], k] += source[i, j, k] for axis 1: the transpose of
    /// <see cref="Gather"/>. What goes to the same place is added in the order of the source.
    /// </summary>
    /// <param name="axis">The axis along which the places are chosen, negative counted from the end.</param>
    /// <param name="index">Int64 indices, of as many axes as this tensor and no longer than it along the other axes.</param>
    /// <param name="source">What is added, of the shape of the indices.</param>
    /// <exception cref="ArgumentException">The axis or an index is out of range, or the shapes or types do not fit.</exception>
    public Tensor ScatterAdd(int axis, Tensor index, Tensor source) => new ScatterAddOp(axis).Apply(this, index, source);
}

internal sealed class ScatterAddOp(int axis) : Op("scatter_add", axis)
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 3);
        ExpectFloats([inputs[0], inputs[2]]);
        Tensor x = inputs[0], index = inputs[1], source = inputs[2];
        int along = GatherOp.ExpectIndex(this, x.Shape, axis, index);
        if (source.Shape != index.Shape)
        {
            throw new ArgumentException($"{Name}: the source is {source.Shape} and the index {index.Shape}; expected equal shapes.");
        }

        Tensor output = Result(x.Shape, x.DType);
        x.Bytes.CopyTo(output.Bytes);
        Picks.ScatterAdd(output, along, index, source);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        call.Set(0, call.Upstream);
        if (call.Needs(2))
        {
            call.Set(2, call.Upstream.Gather(axis, call.Inputs[1]));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "scatter_add",
        Category = OpCategory.Indexing,
        Formula = @"y_{imk} = x_{imk} + \sum_{j : t_{ijk} = m} s_{ijk}",
        Source = "PyTorch's scatter_add",
        Derivative = @"\frac{\partial}{\partial x} = \frac{\partial}{\partial y}, \quad \frac{\partial}{\partial s_{ijk}} = " +
            @"\frac{\partial}{\partial y_{i \, t_{ijk} \, k}}",
        Usage = "Histograms and votes: the way back of Gather.",
        Example = new(() => Tensor.From([0.0, 0.0]).ScatterAdd(axis: 0, Tensor.From([1L, 1L]), Tensor.From([2.0, 3.0]))),
        Parameters = [new("axis", 0, "The axis along which the places are chosen, negative counted from the end.")],
        Make = attributes => new ScatterAddOp(attributes.Integer("axis")),
        Samples =
        [
            Sample("a row, with repetitions", [5], [6], [4, 0, 4, 2, 4, 1], 0),
            Sample("rows", [3, 2], [2, 2], [2, 0, 2, 1], 0),
            Sample("one of each row", [3, 4], [3, 1], [3, 0, 1], 1),
            Sample("fewer than the others", [3, 2, 4], [2, 1, 3], [1, 0, 1, 1, 0, 0], -2),
            Sample("empty", [2, 3], [2, 0], [], 1),
        ],
        Errors =
        [
            new("scatter_add: the source is [3] and the index [2]; expected equal shapes",
                () => [Tensor.Ones([2]), Tensor.From([0L, 1]), Tensor.Ones([3])]),
            new("scatter_add: the index at [1] is 2; expected 0 to 1, for axis 0 of the shape [2] has 2 elements",
                () => [Tensor.Ones([2]), Tensor.From([0L, 2]), Tensor.Ones([2])]),
            new("scatter_add: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones([2]), Tensor.From([0L]), Tensor.Ones([1], DType.Float64)]),
            new("scatter_add: expected 3 inputs, got 2", () => [Tensor.Ones([2]), Tensor.From([0L])]),
        ],
    };

    private static OpSample Sample(string name, Shape shape, Shape index, long[] indices, int axis) => new(
        name,
        dtype => [OpSamples.Spread(shape, dtype), Tensor.From(indices, index), OpSamples.Spread(index, dtype, phase: 1)],
        new() { ["axis"] = axis });
}
