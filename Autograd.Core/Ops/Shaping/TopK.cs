namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The largest elements along an axis, or the smallest, and where they stood.</summary>
    /// <param name="k">How many.</param>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="largest">Whether the largest are taken.</param>
    /// <param name="sorted">Whether they come in order, the most extreme first; otherwise they come as they stand in the tensor.</param>
    /// <returns>The values, and Int64 indices along the axis; both are k long along it.</returns>
    /// <remarks>Of equal elements the first are taken. NaN counts as larger than all numbers.</remarks>
    /// <exception cref="ArgumentException">
    /// The axis is out of range, k is negative or more than there are elements along it, or the tensor is Bool.
    /// </exception>
    public (Tensor Values, Tensor Indices) TopK(int k, int axis = TopKOp.DefaultAxis, bool largest = true, bool sorted = true)
    {
        Tensor[] both = new TopKOp(k, axis, largest, sorted).ApplyAll(this);
        return (both[0], both[1]);
    }
}

internal sealed class TopKOp(int k, int axis, bool largest, bool sorted) : Op("topk", k, axis, largest, sorted)
{
    public const int DefaultAxis = -1;

    protected override Tensor Forward(OpCall call)
    {
        ExpectInputs(call.Inputs, 1);
        Tensor x = SortOp.ExpectOrdered(this, call.Inputs[0]);
        int along = x.Shape.Axis(axis, Name);
        if (k < 0 || k > x.Shape[along])
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{Name}: k is {k} for the shape {x.Shape}, of {x.Shape[along]} elements along axis {along}; expected 0 to ") +
                $"{x.Shape[along]}.");
        }

        Shape shape = x.Shape.With(along, k, Name);
        Tensor values = Result(shape, x.DType), indices = Result(shape, DType.Int64);
        Ranking.Run(x, along, largest, sorted, values, indices);
        return call.Return(values, indices);
    }

    protected override void Differentiate(Pullback call) => SortOp.ScatterBack(call, axis);

    public static OpDefinition Definition => new()
    {
        Name = "topk",
        Category = OpCategory.Shaping,
        Formula = @"y_i = x_{t_i}, \quad y_1 \ge y_2 \ge \dots \ge y_k \ge \text{all others}",
        Source = "PyTorch's topk",
        Derivative = @"\frac{\partial}{\partial x_{t_i}} = \frac{\partial}{\partial y_i}, \quad 0 \text{ by all others}",
        Usage =
            "The most probable classes, and sampling from the likeliest alone. Time grows with the number of elements, hardly with k " +
            "while that is small; with all of them it is Sort.",
        Example = new(() => Tensor.From([3.0, 1.0, 5.0, 2.0]).TopK(k: 2).Values),
        Kink = Kinks.WhereEqual,
        Parameters =
        [
            new("k", 1, "How many."),
            new("axis", DefaultAxis, "The axis, negative counted from the end."),
            new("largest", true, "Whether the largest are taken, or else the smallest."),
            new("sorted", true, "Whether they come in order, the most extreme first; otherwise as they stand in the tensor."),
        ],
        Make = attributes => new TopKOp(
            attributes.Integer("k"), attributes.Integer("axis"), attributes.Flag("largest"), attributes.Flag("sorted")),
        Samples =
        [
            new("a row", dtype => [OpSamples.Spread([19], dtype)], new() { ["k"] = 5 }),
            new("the smallest of rows", dtype => [OpSamples.Spread([3, 7], dtype)], new() { ["k"] = 3, ["largest"] = false }),
            new("a middle axis, as they stand", dtype => [OpSamples.Spread([2, 5, 3], dtype)],
                new() { ["k"] = 2, ["axis"] = 1, ["sorted"] = false }),
            new("all", dtype => [OpSamples.Spread([2, 4], dtype)], new() { ["k"] = 4 }),
            new("none", dtype => [OpSamples.Spread([2, 3], dtype)], new() { ["k"] = 0 }),
            new("none of none", dtype => [OpSamples.Spread([2, 0], dtype)], new() { ["k"] = 0 }),
        ],
        Errors =
        [
            new("topk: k is 4 for the shape [2, 3], of 3 elements along axis 1; expected 0 to 3", () => [Tensor.Ones([2, 3])],
                new() { ["k"] = 4 }),
            new("topk: k is -1 for the shape [2]", () => [Tensor.Ones([2])], new() { ["k"] = -1 }),
            new("topk: axis -1 is out of range for the shape []", () => [Tensor.Ones([])]),
            new("topk: input 0 is Bool; expected numbers", () => [Tensor.From([true])]),
            new("topk: expected 1 input, got 2", () => [Tensor.Ones([1]), Tensor.Ones([1])]),
        ],
    };
}
