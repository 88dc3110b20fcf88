namespace Autograd.Core;

/// <summary>A loss of two tensors of one shape, element by element and then reduced; value, fused pullback and higher derivatives come from the formula.</summary>
internal sealed class LossOp<F>(string name, F formula, Reduction reduction) : Op(name) where F : struct, IBinaryFormula
{
    private readonly Reduction _reduction = Reductions.Expect(reduction, name);

    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectFloats(inputs);
        Tensor x = inputs[0], target = inputs[1];
        if (x.Shape != target.Shape)
        {
            throw new ArgumentException($"{Name}: the input is {x.Shape} and the target {target.Shape}; expected equal shapes. Reshape or BroadcastTo one of them.");
        }

        if (_reduction == Reduction.None)
        {
            Tensor losses = Result(x.Shape, x.DType);
            Elementwise.Forward(formula, x, target, losses);
            return losses;
        }

        Tensor total = Result(Shape.Scalar, x.DType);
        Elementwise.Total(formula, x, target, Divisor(x), total);
        return total;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0], target = call.Inputs[1];
        var gradients = new Tensor?[2];
        for (int i = 0; i < gradients.Length; i++)
        {
            if (!call.Needs(i))
            {
                continue;
            }

            gradients[i] = call.IsRecording
                ? call.Upstream * new BinaryOp<BinaryOp<F>.Partial>($"{Name}'{i}", new(formula, i)).Apply(x, target) / Divisor(x)
                : Result(x.Shape, x.DType);
            call.Set(i, gradients[i]!);
        }

        if (call.IsRecording)
        {
            return;
        }

        if (_reduction == Reduction.None)
        {
            Elementwise.Backward(formula, x, target, call.Upstream, gradients[0], gradients[1]);
        }
        else
        {
            Elementwise.TotalBackward(formula, x, target, call.Upstream.Item() / Divisor(x), gradients[0], gradients[1]);
        }
    }

    private double Divisor(Tensor x) => _reduction == Reduction.Mean ? x.Count : 1;
}
