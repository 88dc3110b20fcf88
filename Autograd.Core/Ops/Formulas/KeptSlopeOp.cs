namespace Autograd.Core;

/// <summary>
/// An elementwise op of one argument whose slope comes almost free with its value: on a tape both are computed at once, and the slope is kept
/// for the fused pullback. It takes the memory of one more result until the tape is disposed of.
/// </summary>
internal sealed class KeptSlopeOp<F>(string name, F formula, params ReadOnlySpan<OpValue> attributes)
    : ElementwiseOp(name, 1, attributes) where F : struct, IUnaryFormula
{
    private readonly UnaryOp<F, Orders> _derived = new(name, formula);

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        if (!call.IsRecorded)
        {
            return _derived.Evaluate(inputs);
        }

        ExpectFloats(inputs);
        Tensor x = inputs[0];
        Tensor output = Result(x.Shape, x.DType), slope = Result(x.Shape, x.DType);
        Elementwise.ForwardWithSlope(formula, x, output, slope);
        call.Keep(slope);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        if (call.IsRecording)
        {
            _derived.PullBack(call);
            return;
        }

        if (call.Destination(0) is { } gradient)
        {
            Elementwise.Scale(default(Kept), call.Kept[0], call.Kept[0], call.Upstream, gradient);
        }
    }

    private readonly struct Kept : ISlope
    {
        public static bool NeedsArgument => true;

        public static bool NeedsValue => false;

        public R Slope<R>(R x, R y) where R : struct, IReal<R> => x;
    }
}
