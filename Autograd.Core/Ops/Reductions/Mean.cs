namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The mean over some axes; NaN where there is nothing to take it of. Of a Bool tensor, the share that is true, as Float32:
    /// <c>predicted.EqualTo(labels).Mean()</c> is an accuracy.
    /// </summary>
    /// <param name="axes">The axes to average over, negative ones counted from the end; none for all.</param>
    /// <param name="keepDims">Whether the axes stay, with size 1.</param>
    /// <exception cref="ArgumentException">An axis is out of range or named twice.</exception>
    public Tensor Mean(ReadOnlySpan<int> axes = default, bool keepDims = false) => DType == DType.Bool
        ? To(DType.Float64).Mean(axes, keepDims).To(DType.Float32)
        : new MeanOp(axes.ToArray(), keepDims).Apply(this);

    /// <summary>The mean over one axis; NaN where it is empty.</summary>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    /// <exception cref="ArgumentException">The axis is out of range.</exception>
    public Tensor Mean(int axis, bool keepDims = false) => Mean([axis], keepDims);
}

internal sealed class MeanOp(int[] axes, bool keepDims) : Op("mean", axes, keepDims)
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        var over = new ReducedAxes(inputs[0].Shape, axes, Name);
        Tensor output = Result(over.Output(keepDims), inputs[0].DType);
        Reduce.Mean(inputs[0], over, output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        Shape shape = call.Inputs[0].Shape;
        var over = new ReducedAxes(shape, axes, Name);

        // Over nothing there is nothing to pass on, and 0 / 0 must not come back from the second derivative.
        call.Set(0, (call.Upstream / Math.Max(1, over.Count)).Reshape(over.Output(keepDims: true)).BroadcastTo(shape));
    }

    public static OpDefinition Definition => new()
    {
        Name = "mean",
        Category = OpCategory.Reduction,
        Formula = @"\frac{1}{n} \sum_{i=1}^n x_i",
        Source = "Arithmetic",
        Derivative = @"\frac{\partial}{\partial x_i} = \frac{1}{n}",
        Usage = "Averages over a batch, so that the gradient does not depend on its size.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0, 4.0], [2, 2]).Mean(axis: 1)),
        Parameters = OpParameter.Reduction,
        Make = attributes => new MeanOp(attributes.List("axes"), attributes.Flag("keepDims")),
        Samples = OpSamples.Reduction(),
        Errors = OpErrors.Reduction("mean"),
    };
}
