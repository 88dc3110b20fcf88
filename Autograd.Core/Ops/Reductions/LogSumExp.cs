namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>log Σ exp(x) over some axes, which overflows only where the result does.</summary>
    /// <param name="axes">The axes to reduce, negative ones counted from the end; none for all.</param>
    /// <param name="keepDims">Whether the axes stay, with size 1.</param>
    /// <remarks>−∞ where there are no elements or all are −∞, with gradient 0; ∞ where one is ∞.</remarks>
    /// <exception cref="ArgumentException">An axis is out of range or named twice.</exception>
    public Tensor LogSumExp(ReadOnlySpan<int> axes = default, bool keepDims = false) =>
        new LogSumExpOp(axes.ToArray(), keepDims).Apply(this);

    /// <inheritdoc cref="LogSumExp(ReadOnlySpan{int}, bool)"/>
    /// <param name="axis">The axis, negative counted from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with size 1.</param>
    public Tensor LogSumExp(int axis, bool keepDims = false) => LogSumExp([axis], keepDims);
}

internal sealed class LogSumExpOp(int[] axes, bool keepDims) : Op("logsumexp", axes, keepDims)
{
    private static readonly Op s_weight = Binary("logsumexp'", new Weight());

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        Tensor x = inputs[0];
        var over = new ReducedAxes(x.Shape, axes, Name);
        Tensor largest = Result(over.Output(keepDims: true), x.DType), sum = Result(largest.Shape, x.DType),
            powers = Result(x.Shape, x.DType);
        Reduce.Max(x, over, largest);
        Elementwise.Forward(new ShiftedPower(), x, largest, powers);
        Reduce.Sum(powers, over, sum);
        Elementwise.Forward(new ShiftedLog(), sum, largest, sum);
        return sum.View(over.Output(keepDims));
    }

    protected override void Differentiate(Pullback call)
    {
        Shape kept = new ReducedAxes(call.Inputs[0].Shape, axes, Name).Output(keepDims: true);
        call.Set(0, Chain.Of(s_weight.Apply(call.Inputs[0], call.Output.Reshape(kept)), call.Upstream.Reshape(kept)));
    }

    // An infinite largest element is not subtracted, for ∞ − ∞ is no number.
    private static R Shift<R>(R largest) where R : struct, IReal<R> => R.IfGreater(double.PositiveInfinity, R.Abs(largest), largest, 0);

    private readonly record struct ShiftedPower : IBinaryFormula
    {
        public R Apply<R>(R x, R largest) where R : struct, IReal<R> => R.Exp(x - Shift(largest));
    }

    private readonly record struct ShiftedLog : IBinaryFormula
    {
        public R Apply<R>(R sum, R largest) where R : struct, IReal<R> => R.Log(sum) + Shift(largest);
    }

    // exp(x − y), the softmax; 0 where all elements are −∞.
    private readonly record struct Weight : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> => R.Exp(x - R.IfGreaterOrEqual(double.NegativeInfinity, y, 0, y));
    }

    public static OpDefinition Definition => new()
    {
        Name = "logsumexp",
        Category = OpCategory.Reduction,
        Formula = @"\log \sum_i e^{x_i}",
        Source = "Statistical mechanics",
        Derivative = @"\frac{\partial}{\partial x_i} = \frac{e^{x_i}}{\sum_j e^{x_j}}",
        Usage =
            "A smooth maximum, and the normalizer of every softmax. It overflows only where its result does, which the three ops " +
            "in a row would not manage.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0]).LogSumExp()),
        Curve = new("of (x, 0)", x => new LogSumExpOp([-1], keepDims: false).Apply(OpCurve.WithZero(x))),
        Parameters = OpParameter.Reduction,
        Make = attributes => new LogSumExpOp(attributes.List("axes"), attributes.Flag("keepDims")),
        Samples = OpSamples.Reduction(),
        Errors = OpErrors.Reduction("logsumexp"),
    };
}
