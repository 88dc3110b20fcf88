namespace Autograd.Core;

/// <summary>
/// An op of one argument whose value and higher derivatives come from its formula; how the first one is fused is the heir's.
/// </summary>
internal abstract class UnaryFormulaOp<F, N>(string name, F formula, params ReadOnlySpan<OpValue> attributes) : ElementwiseOp(name, 1,
    attributes)
    where F : struct, IUnaryFormula
    where N : struct, IOrder
{
    protected F Function => formula;

    protected override Tensor Forward(OpCall call)
    {
        Tensor x = Argument(call.Inputs), output = Result(x.Shape, x.DType);
        Elementwise.Forward(formula, x, output);
        return output;
    }

    protected sealed override void Differentiate(Pullback call)
    {
        if (call.IsRecording)
        {
            call.Set(0, Chain.Of(N.Derivative(Name, formula, call.Inputs[0]), call.Upstream));
        }
        else if (call.Destination(0) is { } gradient)
        {
            Differentiate(call, gradient);
        }
    }

    /// <summary>Writes the upstream gradient times the slope, in one pass.</summary>
    protected abstract void Differentiate(Pullback call, Tensor gradient);

    protected Tensor Argument(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        return inputs[0];
    }
}
