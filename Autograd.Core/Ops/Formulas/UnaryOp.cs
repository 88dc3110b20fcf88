namespace Autograd.Core;

/// <summary>An elementwise op of one argument: value, fused pullback and higher derivatives all come from its formula.</summary>
internal sealed class UnaryOp<F, N>(string name, F formula, params ReadOnlySpan<OpValue> attributes) : UnaryFormulaOp<F, N>(name, formula,
    attributes)
    where F : struct, IUnaryFormula
    where N : struct, IOrder
{
    protected override void Differentiate(Pullback call, Tensor gradient) =>
        Elementwise.Backward(Function, call.Inputs[0], call.Upstream, gradient);
}
