namespace Autograd.Core;

/// <summary>An elementwise op of two arguments, with broadcasting.</summary>
internal sealed class BinaryOp<F, N>(string name, F formula, params ReadOnlySpan<OpValue> attributes) : ElementwiseOp(name, 2, attributes)
    where F : struct, IBinaryFormula
    where N : struct, IOrder
{
    protected override Tensor Forward(OpCall call) => Compute(this, formula, call.Inputs);

    /// <summary>The value of the formula, with the checks, for an op that states a pullback of its own.</summary>
    public static Tensor Compute(Op op, F formula, ReadOnlySpan<Tensor> inputs)
    {
        op.ExpectInputs(inputs, 2);
        op.ExpectFloats(inputs);
        Tensor output = op.Result(Shape.Broadcast(inputs[0].Shape, inputs[1].Shape, op.Name), inputs[0].DType);
        Elementwise.Forward(formula, inputs[0], inputs[1], output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        if (!call.IsRecording)
        {
            Elementwise.Backward(formula, call.Inputs[0], call.Inputs[1], call.Upstream, call.Destination(0), call.Destination(1));
            return;
        }

        for (int i = 0; i < 2; i++)
        {
            if (call.Needs(i))
            {
                call.Set(i, Chain.Of(N.PartialOfTwo(Name, formula, call.Inputs, i), call.Upstream));
            }
        }
    }
}
