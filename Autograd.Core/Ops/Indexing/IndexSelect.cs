namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Picks whole rows along an axis: y[i, j, k] = x[i, index[j], k] for axis 1.</summary>
    /// <param name="axis">The axis along which is picked, negative counted from the end.</param>
    /// <param name="index">Int64 indices, of one axis. The result is as long as they are along the axis.</param>
    /// <exception cref="ArgumentException">
    /// The axis or an index is out of range, or the shape or type of the indices does not fit.
    /// </exception>
    public Tensor IndexSelect(int axis, Tensor index) => new IndexSelectOp(axis).Apply(this, index);
}

internal sealed class IndexSelectOp(int axis) : Op("index_select", axis)
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 2);
        Tensor x = inputs[0], index = inputs[1];
        int along = ExpectIndex(this, x.Shape, axis, index);
        Tensor output = Result(x.Shape.With(along, index.Count, Name), x.DType);
        Picks.SelectRows(x, along, index, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0], index = call.Inputs[1];
        if (call.IsRecording)
        {
            call.Set(0, Tensor.Zeros(x.Shape, x.DType).IndexAdd(axis, index, call.Upstream));
            return;
        }

        int along = x.Shape.Axis(axis, Name);
        new PickedRows(call, along).SetRows(call, along);
    }

    /// <summary>Throws unless an index is a list of rows along an axis of a shape; returns the axis counted from the front.</summary>
    public static int ExpectIndex(Op op, Shape shape, int axis, Tensor index)
    {
        int along = shape.Axis(axis, op.Name);
        if (index.DType != DType.Int64 || index.Rank != 1)
        {
            throw new ArgumentException($"{op.Name}: the index is {index.DType} {index.Shape}; expected Int64 of one axis.", nameof(index));
        }

        Picks.ExpectWithin(index, shape, along, op.Name);
        return along;
    }

    public static OpDefinition Definition => new()
    {
        Name = "index_select",
        Category = OpCategory.Indexing,
        Formula = @"y_{ijk} = x_{i \, t_j \, k}",
        Source = "PyTorch's index_select",
        Derivative = @"\frac{\partial}{\partial x_{imk}} = \sum_{j : t_j = m} \frac{\partial}{\partial y_{ijk}}",
        Usage = "Rows of a table by their number: embeddings, and the samples of a batch.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0], [2, 2]).IndexSelect(axis: 0, Tensor.From([1L, 1L, 0L]))),
        Parameters = [new("axis", 0, "The axis along which is picked, negative counted from the end.")],
        Make = attributes => new IndexSelectOp(attributes.Integer("axis")),
        Samples =
        [
            new("a row, with repetitions", dtype => [OpSamples.Spread([5], dtype), Tensor.From([4L, 0, 4, 2, 4, 1])]),
            new("rows", dtype => [OpSamples.Spread([4, 3], dtype), Tensor.From([2L, 2, 0])]),
            new("rows longer than a lane", dtype => [OpSamples.Spread([3, 19], dtype), Tensor.From([2L, 2])]),
            new("a middle axis", dtype => [OpSamples.Spread([2, 3, 2], dtype), Tensor.From([1L, 1, 2, 0])], new() { ["axis"] = -2 }),
            new("nothing", dtype => [OpSamples.Spread([2, 3], dtype), Tensor.From(Array.Empty<long>())], new() { ["axis"] = 1 }),
        ],
        Errors =
        [
            new(
                "index_select: the index at [1] is 3; expected 0 to 2, for axis 1 of the shape [2, 3] has 3 elements",
                () => [Tensor.Ones([2, 3]), Tensor.From([0L, 3])],
                new() { ["axis"] = 1 }),
            new("index_select: the index is Int64 [1, 2]; expected Int64 of one axis",
                () => [Tensor.Ones([2]), Tensor.From([0L, 1], [1, 2])]),
            new("index_select: the index is Float32 [2]; expected Int64 of one axis", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
            new("index_select: axis 1 is out of range for the shape [2]", () => [Tensor.Ones([2]), Tensor.From([0L])],
                new() { ["axis"] = 1 }),
            new("index_select: expected 2 inputs, got 1", () => [Tensor.Ones([2])]),
        ],
    };
}
