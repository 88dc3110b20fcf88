using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>An elementwise op of two arguments, with broadcasting.</summary>
internal sealed class BinaryOp<F>(string name, F formula) : ElementwiseOp(name, 2) where F : struct, IBinaryFormula
{
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectFloats(inputs);
        Tensor output = Result(Shape.Broadcast(inputs[0].Shape, inputs[1].Shape, Name), inputs[0].DType);
        Elementwise.Forward(formula, inputs[0], inputs[1], output);
        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        var gradients = new Tensor?[2];
        for (int i = 0; i < gradients.Length; i++)
        {
            if (!call.Needs(i))
            {
                continue;
            }

            gradients[i] = call.IsRecording
                ? call.Upstream * new BinaryOp<Partial>($"{Name}'{i}", new(formula, i)).Apply(call.Inputs)
                : Result(call.Inputs[i].Shape, call.Inputs[i].DType);
            call.Set(i, gradients[i]!);
        }

        if (!call.IsRecording)
        {
            Elementwise.Backward(formula, call.Inputs[0], call.Inputs[1], call.Upstream, gradients[0], gradients[1]);
        }
    }

    /// <summary>The derivative by one of the arguments.</summary>
    internal readonly struct Partial(F formula, int by) : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R y) where R : struct, IReal<R> =>
            formula.Apply<Dual<R>>(new(x, by == 0 ? 1 : 0), new(y, by == 1 ? 1 : 0)).Tangent;
    }
}
