using System.Globalization;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// A copy to which whole rows are added, y[i, index[j], k] += source[i, j, k] for axis 1: the transpose of <see cref="IndexSelect"/>.
    /// Rows that go to the same place are added in the order of the source.
    /// </summary>
    /// <param name="axis">The axis along which the rows lie, negative counted from the end.</param>
    /// <param name="index">Int64 indices, of one axis.</param>
    /// <param name="source">What is added: of this tensor's shape, but along the axis as long as there are indices.</param>
    /// <exception cref="ArgumentException">The axis or an index is out of range, or the shapes or types do not fit.</exception>
    public Tensor IndexAdd(int axis, Tensor index, Tensor source) => new IndexAddOp(axis).Apply(this, index, source);
}

internal sealed class IndexAddOp(int axis) : Op("index_add", axis)
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 3);
        ExpectFloats([inputs[0], inputs[2]]);
        Tensor x = inputs[0], index = inputs[1], source = inputs[2];
        int along = IndexSelectOp.ExpectIndex(this, x.Shape, axis, index);
        Shape expected = x.Shape.With(along, index.Count, Name);
        if (source.Shape != expected)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{Name}: the source is {source.Shape}; expected {expected}, for the shape {x.Shape} and {index.Count} indices along " +
                $"axis {axis}."));
        }

        Tensor output = Result(x.Shape, x.DType);
        x.Bytes.CopyTo(output.Bytes);
        Picks.AddRows(output, along, index, source);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        call.Set(0, call.Upstream);
        if (call.Needs(2))
        {
            call.Set(2, call.Upstream.IndexSelect(axis, call.Inputs[1]));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "index_add",
        Category = OpCategory.Indexing,
        Formula = @"y_{imk} = x_{imk} + \sum_{j : t_j = m} s_{ijk}",
        Source = "PyTorch's index_add",
        Derivative = @"\frac{\partial}{\partial x} = \frac{\partial}{\partial y}, \quad \frac{\partial}{\partial s_{ijk}} = " +
            @"\frac{\partial}{\partial y_{i \, t_j \, k}}",
        Usage = "Sums by group, such as of the edges that meet in a node: the way back of IndexSelect.",
        Example = new(() => Tensor.From([0.0, 0.0]).IndexAdd(axis: 0, Tensor.From([1L, 1L]), Tensor.From([2.0, 3.0]))),
        Parameters = [new("axis", 0, "The axis along which the rows lie, negative counted from the end.")],
        Make = attributes => new IndexAddOp(attributes.Integer("axis")),
        Samples =
        [
            Sample("a row, with repetitions", [5], [6], [4, 0, 4, 2, 4, 1], 0),
            Sample("rows", [4, 3], [3, 3], [2, 2, 0], 0),
            Sample("rows longer than a lane", [3, 19], [2, 19], [2, 2], 0),
            Sample("a middle axis", [2, 3, 2], [2, 4, 2], [1, 1, 2, 0], -2),
            Sample("nothing", [2, 3], [2, 0], [], 1),
        ],
        Errors =
        [
            new(
                "index_add: the source is [2, 4]; expected [2, 3], for the shape [3, 3] and 2 indices along axis 0",
                () => [Tensor.Ones([3, 3]), Tensor.From([0L, 1]), Tensor.Ones([2, 4])]),
            new("index_add: the index at [1] is 2; expected 0 to 1, for axis 0 of the shape [2] has 2 elements",
                () => [Tensor.Ones([2]), Tensor.From([0L, 2]), Tensor.Ones([2])]),
            new("index_add: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones([2]), Tensor.From([0L]), Tensor.Ones([1], DType.Float64)]),
            new("index_add: expected 3 inputs, got 2", () => [Tensor.Ones([2]), Tensor.From([0L])]),
        ],
    };

    private static OpSample Sample(string name, Shape shape, Shape source, long[] indices, int axis) => new(
        name,
        dtype => [OpSamples.Spread(shape, dtype), Tensor.From(indices), OpSamples.Spread(source, dtype, phase: 1)],
        new() { ["axis"] = axis });
}
