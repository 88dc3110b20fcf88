namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>Picks one element for each index: y[i, j, k] = x[i, index[i, j, k], k] for axis 1.</summary>
    /// <param name="axis">The axis along which is picked, negative counted from the end.</param>
    /// <param name="index">
    /// Int64 indices, of as many axes as this tensor and no longer than it along the other axes. The result has their shape.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The axis or an index is out of range, or the shape or type of the indices does not fit.
    /// </exception>
    public Tensor Gather(int axis, Tensor index) => new GatherOp(axis).Apply(this, index);
}

internal sealed class GatherOp(int axis) : Op("gather", axis)
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 2);
        Tensor x = inputs[0], index = inputs[1];
        int along = ExpectIndex(this, x.Shape, axis, index);
        Tensor output = Result(index.Shape, x.DType);
        Picks.Gather(x, along, index, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0], index = call.Inputs[1];
        if (call.IsRecording)
        {
            call.Set(0, Tensor.Zeros(x.Shape, x.DType).ScatterAdd(axis, index, call.Upstream));
            return;
        }

        int along = x.Shape.Axis(axis, Name);
        var picked = new PickedRows(call, along);
        Tensor sums = picked.Zeros(x.DType);
        Picks.ScatterAdd(sums, along, picked.Index, call.Upstream);
        picked.Set(call, sums);
    }

    /// <summary>Throws unless an index fits a shape as gathering and scattering want it; returns the axis counted from the front.</summary>
    public static int ExpectIndex(Op op, Shape shape, int axis, Tensor index)
    {
        int along = shape.Axis(axis, op.Name);
        if (index.DType != DType.Int64)
        {
            throw new ArgumentException($"{op.Name}: the index is {index.DType}; expected Int64. Convert it with To(DType.Int64) first.",
                nameof(index));
        }

        bool fits = index.Rank == shape.Rank;
        for (int other = 0; fits && other < shape.Rank; other++)
        {
            fits = other == along || index.Shape[other] <= shape[other];
        }

        if (!fits)
        {
            throw new ArgumentException(
                $"{op.Name}: the index is {index.Shape} for the shape {shape}; expected as many axes, and sizes no larger along all but " +
                    $"axis {along}.", nameof(index));
        }

        Picks.ExpectWithin(index, shape, along, op.Name);
        return along;
    }

    public static OpDefinition Definition => new()
    {
        Name = "gather",
        Category = OpCategory.Indexing,
        Formula = @"y_{ijk} = x_{i \, t_{ijk} \, k}",
        Source = "PyTorch's gather",
        Derivative = @"\frac{\partial}{\partial x_{imk}} = \sum_{j : t_{ijk} = m} \frac{\partial}{\partial y_{ijk}}",
        Usage = "One element for each row, such as the score of the class that is right. For whole rows take IndexSelect.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0], [2, 2]).Gather(axis: 1, Tensor.From([1L, 0L], [2, 1]))),
        Parameters = [new("axis", 0, "The axis along which is picked, negative counted from the end.")],
        Make = attributes => new GatherOp(attributes.Integer("axis")),
        Samples =
        [
            new("a row, with repetitions", dtype => [OpSamples.Spread([5], dtype), Tensor.From([4L, 0, 4, 2, 4, 1])]),
            new("rows", dtype => [OpSamples.Spread([3, 2], dtype), Tensor.From([2L, 0, 2, 1], [2, 2])]),
            new("one of each row", dtype => [OpSamples.Spread([3, 4], dtype), Tensor.From([3L, 0, 1], [3, 1])], new() { ["axis"] = 1 }),
            new("fewer than the others", dtype => [OpSamples.Spread([3, 2, 4], dtype), Tensor.From([1L, 0, 1, 1, 0, 0], [2, 1, 3])],
                new() { ["axis"] = 1 }),
            new("from the end", dtype => [OpSamples.Spread([2, 2, 3], dtype), Tensor.From([1L, 1, 0, 2, 2, 2, 0, 1], [2, 2, 2])],
                new() { ["axis"] = -1 }),
            new("empty", dtype => [OpSamples.Spread([2, 3], dtype), Tensor.From(Array.Empty<long>(), [2, 0])], new() { ["axis"] = 1 }),
        ],
        Errors =
        [
            new(
                "gather: the index at [1, 0] is 3; expected 0 to 2, for axis 1 of the shape [2, 3] has 3 elements",
                () => [Tensor.Ones([2, 3]), Tensor.From([0L, 3], [2, 1])],
                new() { ["axis"] = 1 }),
            new("gather: the index at [0] is -1; expected 0 to 1", () => [Tensor.Ones([2]), Tensor.From([-1L])]),
            new("gather: the index is [3] for the shape [2, 3]; expected as many axes",
                () => [Tensor.Ones([2, 3]), Tensor.From([0L, 0, 0])]),
            new("gather: the index is [1, 4] for the shape [2, 3]", () => [Tensor.Ones([2, 3]), Tensor.From([0L, 0, 0, 0], [1, 4])]),
            new("gather: the index is Float32; expected Int64", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
            new("gather: axis 0 is out of range for the shape []", () => [Tensor.Ones([]), Tensor.From([0L], [])]),
            new("gather: expected 2 inputs, got 1", () => [Tensor.Ones([2])]),
        ],
    };
}
