namespace Autograd.Core;

/// <summary>An elementwise op of three arguments, with broadcasting.</summary>
internal sealed class TernaryOp<F, N>(string name, F formula, params ReadOnlySpan<OpValue> attributes) : ElementwiseOp(name, 3, attributes)
    where F : struct, ITernaryFormula
    where N : struct, IOrder
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 3);
        ExpectFloats(inputs);
        Shape shape = Shape.Broadcast(Shape.Broadcast(inputs[0].Shape, inputs[1].Shape, Name), inputs[2].Shape, Name);
        Tensor output = Result(shape, inputs[0].DType);
        Elementwise.Forward(formula, inputs[0], inputs[1], inputs[2], output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        if (!call.IsRecording)
        {
            ReadOnlySpan<Tensor> at = call.Inputs;
            Elementwise.Backward(formula, at[0], at[1], at[2], call.Upstream, call.Destination(0), call.Destination(1),
                call.Destination(2));
            return;
        }

        for (int i = 0; i < 3; i++)
        {
            if (call.Needs(i))
            {
                call.Set(i, Chain.Of(N.PartialOfThree(Name, formula, call.Inputs, i), call.Upstream));
            }
        }
    }
}
