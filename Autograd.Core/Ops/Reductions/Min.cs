namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The smallest element over some axes; NaN where one is.</summary>
    /// <param name="axes">The axes to reduce, negative ones counted from the end; none for all.</param>
    /// <param name="keepDims">Whether the axes stay, with size 1.</param>
    /// <remarks>Elements that tie share the gradient equally.</remarks>
    /// <exception cref="ArgumentException">An axis is out of range or named twice, or there is no element over the axes.</exception>
    public Tensor Min(ReadOnlySpan<int> axes = default, bool keepDims = false) => new MinOp(axes.ToArray(), keepDims).Apply(this);

    /// <inheritdoc cref="Min(ReadOnlySpan{int}, bool)"/>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    public Tensor Min(int axis, bool keepDims = false) => Min([axis], keepDims);
}

internal sealed class MinOp(int[] axes, bool keepDims) : ExtremeOp("min", axes, keepDims)
{
    protected override void Run(Tensor x, ReducedAxes over, Tensor output) => Reduce.Min(x, over, output);

    public static OpDefinition Definition => new()
    {
        Name = "min",
        Category = OpCategory.Reduction,
        Formula = @"\min_i x_i",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x_i} = \frac{[x_i = \min_j x_j]}{|\{k : x_k = \min_j x_j\}|}",
        Usage = "The smallest distance, the worst case. Only the smallest element learns.",
        Example = new(() => Tensor.From([1.0, 4.0, 3.0, 2.0], [2, 2]).Min(axis: 1)),
        Curve = new("of (x, 0)", x => new MinOp([-1], keepDims: false).Apply(OpCurve.WithZero(x))),
        Parameters = OpParameter.Reduction,
        Make = attributes => new MinOp(attributes.List("axes"), attributes.Flag("keepDims")),
        Samples = OpSamples.Reduction(emptyAxis: false),
        Kink = Kinks.WhereEqual,
        Errors = ErrorsOf("min"),
    };
}
