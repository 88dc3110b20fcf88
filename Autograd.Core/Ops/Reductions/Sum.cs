namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The sum over some axes; of a Bool tensor, how many elements are true, as Int64.</summary>
    /// <param name="axes">The axes to sum over, negative ones counted from the end; none for all.</param>
    /// <param name="keepDims">Whether the axes stay, with size 1.</param>
    /// <exception cref="ArgumentException">An axis is out of range or named twice.</exception>
    public Tensor Sum(ReadOnlySpan<int> axes = default, bool keepDims = false) => DType == DType.Bool
        ? To(DType.Float64).Sum(axes, keepDims).To(DType.Int64)
        : new SumOp(axes.ToArray(), keepDims).Apply(this);

    /// <summary>The sum over one axis.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    /// <exception cref="ArgumentException">The axis is out of range.</exception>
    public Tensor Sum(int axis, bool keepDims = false) => Sum([axis], keepDims);
}

internal sealed class SumOp(int[] axes, bool keepDims) : Op("sum", axes, keepDims)
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        var over = new ReducedAxes(inputs[0].Shape, axes, Name);
        Tensor output = Result(over.Output(keepDims), inputs[0].DType);
        Reduce.Sum(inputs[0], over, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Shape shape = call.Inputs[0].Shape;
        call.Set(0, call.Upstream.Reshape(new ReducedAxes(shape, axes, Name).Output(keepDims: true)).BroadcastTo(shape));
    }

    public static OpDefinition Definition => new()
    {
        Name = "sum",
        Category = OpCategory.Reduction,
        Formula = @"\sum_i x_i",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x_i} = 1",
        Usage =
            "Totals. A loss that is a sum grows with the batch, and its gradient too; take Mean where the learning rate should not " +
            "depend on it.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0], [2, 2]).Sum(axis: 0)),
        Parameters = OpParameter.Reduction,
        Make = attributes => new SumOp(attributes.List("axes"), attributes.Flag("keepDims")),
        Samples = OpSamples.Reduction(),
        Errors = OpErrors.Reduction("sum"),
    };
}
