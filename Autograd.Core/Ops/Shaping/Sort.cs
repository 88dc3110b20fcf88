namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The elements along an axis in order, and where each of them stood.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="descending">Whether the largest comes first.</param>
    /// <returns>The values, and Int64 indices along the axis, of this tensor's shape.</returns>
    /// <remarks>
    /// Equal elements keep their order, whichever way is sorted. NaN counts as larger than all numbers: it comes last, or descending first.
    /// </remarks>
    /// <exception cref="ArgumentException">The axis is out of range, or the tensor is Bool.</exception>
    public (Tensor Values, Tensor Indices) Sort(int axis = SortOp.DefaultAxis, bool descending = false)
    {
        Tensor[] both = new SortOp(axis, descending).ApplyAll(this);
        return (both[0], both[1]);
    }
}

internal sealed class SortOp(int axis, bool descending) : Op("sort", axis, descending)
{
    public const int DefaultAxis = -1;

    protected override Tensor Forward(OpCall call)
    {
        ExpectInputs(call.Inputs, 1);
        Tensor x = ExpectOrdered(this, call.Inputs[0]);
        int along = x.Shape.Axis(axis, Name);
        Tensor values = Result(x.Shape, x.DType), indices = Result(x.Shape, DType.Int64);
        Ranking.Run(x, along, descending, sorted: true, values, indices);
        return call.Return(values, indices);
    }

    protected override void Differentiate(Pullback call) => ScatterBack(call, axis);

    /// <summary>Throws unless a tensor holds numbers.</summary>
    public static Tensor ExpectOrdered(Op op, Tensor x) => x.DType != DType.Bool ? x : throw new ArgumentException(
        $"{op.Name}: input 0 is Bool; expected numbers. Convert it with To(DType.Int64) first.", nameof(x));

    /// <summary>Gradients go back to where the values came from, of which the indices, the second result, tell.</summary>
    public static void ScatterBack(Pullback call, int axis)
    {
        Tensor x = call.Inputs[0];
        call.Set(0, Tensor.Zeros(x.Shape, x.DType).ScatterAdd(axis, call.Outputs[1], call.Upstream));
    }

    public static OpDefinition Definition => new()
    {
        Name = "sort",
        Category = OpCategory.Shaping,
        Formula = @"y_i = x_{t_i}, \quad y_1 \le y_2 \le \dots",
        Source = "Sorting",
        Derivative = @"\frac{\partial}{\partial x_{t_i}} = \frac{\partial}{\partial y_i}",
        Usage = "Ranks, quantiles and medians. For some of the largest alone take TopK, for the largest Max or ArgMax.",
        Example = new(() => Tensor.From([3.0, 1.0, 2.0]).Sort().Values),
        Kink = Kinks.WhereEqual,
        Parameters =
        [
            new("axis", DefaultAxis, "The axis, negative counted from the end."),
            new("descending", false, "Whether the largest comes first."),
        ],
        Make = attributes => new SortOp(attributes.Integer("axis"), attributes.Flag("descending")),
        Samples =
        [
            new("a row", dtype => [OpSamples.Spread([19], dtype)]),
            new("rows, descending", dtype => [OpSamples.Spread([3, 4], dtype)], new() { ["descending"] = true }),
            new("a middle axis", dtype => [OpSamples.Spread([2, 5, 3], dtype)], new() { ["axis"] = 1 }),
            new("one", dtype => [OpSamples.Spread([2, 1], dtype)]),
            new("none", dtype => [OpSamples.Spread([2, 0], dtype)]),
            new("no rows", dtype => [OpSamples.Spread([0, 3], dtype)]),
        ],
        Errors =
        [
            new("sort: axis -1 is out of range for the shape []", () => [Tensor.Ones([])]),
            new("sort: axis 2 is out of range for the shape [2, 3]; expected -2 to 1", () => [Tensor.Ones([2, 3])], new() { ["axis"] = 2 }),
            new("sort: input 0 is Bool; expected numbers", () => [Tensor.From([true])]),
            new("sort: expected 1 input, got 2", () => [Tensor.Ones([1]), Tensor.Ones([1])]),
        ],
    };
}
