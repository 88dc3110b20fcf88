namespace Autograd.Core;

/// <summary>
/// An elementwise op of one argument whose formula states its slope for the fused pullback; higher derivatives come from the formula.
/// </summary>
internal sealed class SlopeOp<F>(string name, F formula, params ReadOnlySpan<OpValue> attributes) : UnaryFormulaOp<F, Orders>(name, formula,
    attributes)
    where F : struct, ISlopeFormula
{
    protected override void Differentiate(Pullback call, Tensor gradient) =>
        Elementwise.Scale(Function, call.Inputs[0], call.Output, call.Upstream, gradient);
}
