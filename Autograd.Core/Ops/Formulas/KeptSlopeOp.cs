namespace Autograd.Core;

/// <summary>
/// An elementwise op of one argument whose slope comes almost free with its value: on a tape both are computed at once, and the slope is
/// kept for the fused pullback. It takes the memory of one more result until the tape is disposed of.
/// </summary>
internal sealed class KeptSlopeOp<F>(string name, F formula, params ReadOnlySpan<OpValue> attributes) : UnaryFormulaOp<F, Orders>(name,
    formula, attributes)
    where F : struct, IUnaryFormula
{
    protected override Tensor Forward(OpCall call)
    {
        if (!call.IsRecorded)
        {
            return base.Forward(call);
        }

        Tensor x = Argument(call.Inputs), output = Result(x.Shape, x.DType), slope = Result(x.Shape, x.DType);
        Elementwise.ForwardWithSlope(Function, x, output, slope);
        call.Keep(slope);
        return output;
    }

    protected override void Differentiate(Pullback call, Tensor gradient) =>
        Elementwise.Scale(default(Kept), call.Kept[0], call.Kept[0], call.Upstream, gradient);

    private readonly struct Kept : ISlope
    {
        public static bool NeedsArgument => true;

        public static bool NeedsValue => false;

        public R Slope<R>(R x, R y) where R : struct, IReal<R> => x;
    }
}
