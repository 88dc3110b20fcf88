namespace Autograd.Core;

/// <summary>An elementwise op of one argument: value, fused pullback and higher derivatives all come from its formula.</summary>
internal sealed class UnaryOp<F, N>(string name, F formula, params ReadOnlySpan<OpValue> attributes) : ElementwiseOp(name, 1, attributes)
    where F : struct, IUnaryFormula
    where N : struct, IOrder
{
    /// <summary>The value, for an op that differs in its pullback.</summary>
    public Tensor Evaluate(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        Tensor output = Result(inputs[0].Shape, inputs[0].DType);
        Elementwise.Forward(formula, inputs[0], output);
        return output;
    }

    protected override Tensor Forward(OpCall call) => Evaluate(call.Inputs);

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0];
        if (call.IsRecording)
        {
            call.Set(0, Chain.Of(N.Derivative(Name, formula, x), call.Upstream));
            return;
        }

        if (call.Destination(0) is { } gradient)
        {
            Elementwise.Backward(formula, x, call.Upstream, gradient);
        }
    }
}
