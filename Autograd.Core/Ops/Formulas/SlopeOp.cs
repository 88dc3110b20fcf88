namespace Autograd.Core;

/// <summary>An elementwise op of one argument whose formula states its slope for the fused pullback; higher derivatives come from the formula.</summary>
internal sealed class SlopeOp<F>(string name, F formula, params ReadOnlySpan<OpValue> attributes)
    : ElementwiseOp(name, 1, attributes) where F : struct, ISlopeFormula
{
    private readonly UnaryOp<F, Orders> _derived = new(name, formula);

    protected override Tensor Forward(OpCall call) => _derived.Evaluate(call.Inputs);

    protected override void Differentiate(Pullback call)
    {
        if (call.IsRecording)
        {
            _derived.PullBack(call);
            return;
        }

        if (call.Destination(0) is { } gradient)
        {
            Elementwise.Scale(formula, call.Inputs[0], call.Output, call.Upstream, gradient);
        }
    }
}
