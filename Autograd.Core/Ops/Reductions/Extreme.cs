namespace Autograd.Core;

/// <summary>The largest or the smallest element over some axes.</summary>
internal abstract class ExtremeOp(string name, int[] axes, bool keepDims) : Op(name, axes, keepDims)
{
    protected sealed override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        var over = new ReducedAxes(inputs[0].Shape, axes, Name);
        if (over.Count == 0)
        {
            throw new ArgumentException(
                $"{Name}: the shape {inputs[0].Shape} has no elements over " +
                    $"{(axes.Length == 0 ? "all axes" : $"the axes {Shape.List(axes)}")}; expected at least one to take the extreme of.");
        }

        Tensor output = Result(over.Output(keepDims), inputs[0].DType);
        Run(inputs[0], over, output);
        return output;
    }

    // Equal shares for the elements that tie. Which do is a constant, computed beside the tape; of a NaN nobody knows.
    protected sealed override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0];
        var over = new ReducedAxes(x.Shape, axes, Name);
        Shape kept = over.Output(keepDims: true);
        Tensor ties = Result(x.Shape, x.DType), count = Result(kept, x.DType);
        Elementwise.Forward(new IsEqual(), x, call.Output.View(kept), ties);
        Reduce.Sum(ties, over, count);
        Elementwise.Forward(new AtLeastOne(), count, count);
        call.Set(0, Chain.Of(ties, call.Upstream.Reshape(kept) / count));
    }

    protected abstract void Run(Tensor x, ReducedAxes over, Tensor output);

    protected static OpError[] ErrorsOf(string name) =>
    [
        new(
            $"{name}: the shape [0, 3] has no elements over the axes [0]; expected at least one",
            () => [Tensor.Ones([0, 3])],
            new() { ["axes"] = new[] { 0 } }),
        .. OpErrors.Reduction(name),
    ];

    private readonly record struct IsEqual : IBinaryFormula
    {
        public R Apply<R>(R x, R y) where R : struct, IReal<R> =>
            R.IfGreaterOrEqual(x, y, R.IfGreaterOrEqual(y, x, 1, 0), R.IfGreaterOrEqual(y, y, 0, y));
    }

    private readonly record struct AtLeastOne : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => R.IfGreater(x, 1, x, 1);
    }
}
