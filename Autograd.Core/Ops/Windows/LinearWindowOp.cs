namespace Autograd.Core;

/// <summary>
/// An op whose result is linear in its one input: its pullback is the transposed map, whose pullback is the op again, and so on.
/// </summary>
internal abstract class LinearWindowOp(string name, params ReadOnlySpan<OpValue> attributes) : Op(name, attributes)
{
    protected sealed override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        Tensor output = Result(OutputShape(inputs[0].Shape), inputs[0].DType);
        Run(inputs[0], output);
        return output;
    }

    protected sealed override void Differentiate(Pullback call)
    {
        Shape shape = call.Inputs[0].Shape;
        if (call.IsRecording)
        {
            call.Set(0, new Transposed(this, shape).Apply(call.Upstream));
        }
        else if (call.Destination(0) is { } gradient)
        {
            RunTransposed(call.Upstream, gradient);
        }
    }

    /// <summary>The shape of the result for an input of a shape.</summary>
    /// <exception cref="ArgumentException">The op takes no such input.</exception>
    protected abstract Shape OutputShape(Shape input);

    protected abstract void Run(in ArrayView x, in ArrayView y);

    protected abstract void RunTransposed(in ArrayView upstream, in ArrayView gradient);

    private sealed class Transposed(LinearWindowOp op, Shape shape) : Op($"{op.Name}_transposed")
    {
        protected override Tensor Forward(OpCall call)
        {
            Tensor gradient = Result(shape, call.Inputs[0].DType);
            op.RunTransposed(call.Inputs[0], gradient);
            return gradient;
        }

        protected override void Differentiate(Pullback call) => call.Set(0, op.Apply(call.Upstream));
    }
}
