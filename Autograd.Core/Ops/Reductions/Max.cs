namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The largest element over some axes; NaN where one is.</summary>
    /// <param name="axes">The axes to reduce, negative ones counted from the end; none for all.</param>
    /// <param name="keepDims">Whether the axes stay, with size 1.</param>
    /// <remarks>Elements that tie share the gradient equally.</remarks>
    /// <exception cref="ArgumentException">An axis is out of range or named twice, or there is no element over the axes.</exception>
    public Tensor Max(ReadOnlySpan<int> axes = default, bool keepDims = false) => new MaxOp(axes.ToArray(), keepDims).Apply(this);

    /// <inheritdoc cref="Max(ReadOnlySpan{int}, bool)"/>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    public Tensor Max(int axis, bool keepDims = false) => Max([axis], keepDims);
}

internal sealed class MaxOp(int[] axes, bool keepDims) : ExtremeOp("max", axes, keepDims)
{
    protected override void Run(Tensor x, ReducedAxes over, Tensor output) => Reduce.Max(x, over, output);

    public static OpDefinition Definition => new()
    {
        Name = "max",
        Category = OpCategory.Reduction,
        Formula = @"\max_i x_i",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x_i} = \frac{[x_i = \max_j x_j]}{|\{k : x_k = \max_j x_j\}|}",
        Usage =
            "Pooling that asks whether something is there, not how often. Only the largest element learns; where all should, take " +
            "LogSumExp.",
        Example = new(() => Tensor.From([1.0, 4.0, 3.0, 2.0], [2, 2]).Max(axis: 1)),
        Curve = new("of (x, 0)", x => new MaxOp([-1], keepDims: false).Apply(OpCurve.WithZero(x))),
        Parameters = OpParameter.Reduction,
        Make = attributes => new MaxOp(attributes.List("axes"), attributes.Flag("keepDims")),
        Samples = OpSamples.Reduction(emptyAxis: false),
        Kink = Kinks.WhereEqual,
        Errors = ErrorsOf("max"),
    };
}
