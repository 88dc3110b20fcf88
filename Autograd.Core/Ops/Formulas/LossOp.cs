namespace Autograd.Core;

/// <summary>
/// A loss of tensors of one shape, element by element, weighted if wished and then reduced; value, fused pullback and higher derivatives
/// come from the formula. Its inputs are the formula's arguments and then the weight.
/// </summary>
internal sealed class LossOp<F>(
    string name, F formula, Reduction reduction, LossLayout layout, Action<Op, LossArguments>? expect = null,
    params ReadOnlySpan<OpValue> attributes)
    : Op(name, [.. attributes, reduction.Word()])
    where F : struct, ITernaryFormula
{
    private readonly Reduction _reduction = Reductions.Expect(reduction, name);

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        LossArguments at = layout(this, inputs);
        expect?.Invoke(this, at);
        Tensor x = at.X;
        if (_reduction != Reduction.None && at.Weight is null)
        {
            Tensor total = Result(Shape.Scalar, x.DType);
            Elementwise.Total(formula, x, at.Y, at.Z, Divisor(x), total);
            return total;
        }

        Tensor losses = Result(x.Shape, x.DType);
        Elementwise.Forward(formula, x, at.Y, at.Z, losses);
        losses = at.Weight is null ? losses : Chain.Of(losses, at.Weight);
        return _reduction == Reduction.None ? losses : losses.Sum() / Divisor(x);
    }

    protected override void Differentiate(Pullback call)
    {
        LossArguments at = layout(this, call.Inputs);
        int arguments = at.Z is null ? 2 : 3;
        Shape shape = at.X.Shape;
        if (!call.IsRecording && at.Weight is null && _reduction != Reduction.None)
        {
            Tensor? dz = at.Z is null ? null : call.Destination(2, shape);
            Elementwise.TotalBackward(
                formula, at.X, at.Y, at.Z, call.Upstream.Item() / Divisor(at.X), call.Destination(0, shape), call.Destination(1, shape),
                dz);
            return;
        }

        Tensor upstream = _reduction is Reduction.None or Reduction.Sum ? call.Upstream : call.Upstream / Divisor(at.X);
        Tensor[] point = [at.X, at.Y, at.Z ?? Tensor.Zeros(Shape.Scalar, at.X.DType)];
        if (at.Weight is not null)
        {
            if (call.Needs(arguments))
            {
                call.Set(arguments, Chain.Of(Ternary(Name, formula).Apply(point), upstream));
            }

            upstream = Chain.Of(at.Weight, upstream);
        }

        for (int i = 0; call.IsRecording && i < arguments; i++)
        {
            if (call.Needs(i))
            {
                call.Set(i, Chain.Of(Orders.PartialOfThree(Name, formula, point, i), upstream));
            }
        }

        if (!call.IsRecording)
        {
            Tensor? dz = at.Z is null ? null : call.Destination(2, shape);
            Elementwise.Backward(formula, at.X, at.Y, at.Z, upstream, call.Destination(0, shape), call.Destination(1, shape), dz);
        }
    }

    private double Divisor(Tensor x) => _reduction switch
    {
        Reduction.Mean => x.Count,
        Reduction.BatchMean => x.Shape[0],
        _ => 1,
    };
}
