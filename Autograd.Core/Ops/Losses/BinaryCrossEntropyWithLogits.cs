using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The binary cross-entropy between σ(x) of these scores x and targets t: p·t·softplus(−x) + (1 − t)·softplus(x), which never
    /// overflows.
    /// </summary>
    /// <param name="target">The targets t, of this tensor's shape: 0, 1 or between; differentiable too.</param>
    /// <param name="weight">A factor for each element that broadcasts to this shape, or null for 1. A mean does not divide by it.</param>
    /// <param name="positiveWeight">
    /// The factor p of the positive part, such as negatives / positives of each label, that broadcasts to this shape; or null for 1.
    /// </param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>Precise for any score: a large right answer costs its e⁻ˣ, a large wrong one |x|, with a slope of at most 1.</remarks>
    /// <exception cref="ArgumentException">The shapes or types differ; nothing but the weights is broadcast.</exception>
    public Tensor BinaryCrossEntropyWithLogits(Tensor target, Tensor? weight = null, Tensor? positiveWeight = null,
        Reduction reduction = Reduction.Mean)
    {
        var op = new BinaryCrossEntropyWithLogitsOp(reduction);
        return weight is not null ? op.Apply(this, target, positiveWeight ?? Ones(Shape.Scalar, DType), weight)
            : positiveWeight is not null ? op.Apply(this, target, positiveWeight)
            : op.Apply(this, target);
    }
}

internal sealed class BinaryCrossEntropyWithLogitsOp(Reduction reduction) : Op(Title, reduction.Word())
{
    private const string Title = "binary_cross_entropy_with_logits";

    private readonly LossOp<TwoOfThree<Plain>> _plain = new(Title, new(default), reduction, LossLayouts.Pair);
    private readonly LossOp<Weighted> _weighted = new(Title, default, reduction, Layout);

    protected override Tensor Forward(OpCall call) => For(call.Inputs).Apply(call.Inputs);

    protected override void Differentiate(Pullback call) => For(call.Inputs).PullBack(call);

    private Op For(ReadOnlySpan<Tensor> inputs) => inputs.Length > 2 ? _weighted : _plain;

    private static LossArguments Layout(Op op, ReadOnlySpan<Tensor> inputs)
    {
        op.ExpectInputs(inputs, inputs.Length == 4 ? 4 : 3);
        op.ExpectFloats(inputs);
        Tensor x = inputs[0], positive = LossLayouts.Broadcast(op, "positive weight", inputs[2], x);
        LossLayouts.ExpectEqual(op, x, inputs[1]);
        return new(x, inputs[1], positive, inputs.Length > 3 ? LossLayouts.Broadcast(op, "weight", inputs[3], x) : null);
    }

    // Of a certain target the half that counts nothing is 0, though its score be infinite.
    private readonly record struct Plain : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t) where R : struct, IReal<R> => R.Chain(R.Softplus(-x), t) + R.Chain(R.Softplus(x), 1 - t);
    }

    private readonly record struct Weighted : ITernaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R t, R positive) where R : struct, IReal<R> =>
            R.Chain(R.Softplus(-x), positive * t) + R.Chain(R.Softplus(x), 1 - t);
    }

    public static OpDefinition Definition => new()
    {
        Name = Title,
        Category = OpCategory.Loss,
        Formula = @"-p\,t \log \sigma(x) - (1 - t) \log(1 - \sigma(x))",
        Source = "Cox, The regression analysis of binary sequences, 1958",
        Derivative =
            @"\frac{\partial}{\partial x} = (1 - t) \sigma(x) - p\,t\,\sigma(-x), \quad " +
            @"\frac{\partial}{\partial t} = -p \log \sigma(x) + \log(1 - \sigma(x)), \quad " +
            @"\frac{\partial}{\partial p} = -t \log \sigma(x)",
        Usage =
            "For yes-or-no answers, one or many that do not exclude each other; the positive weight balances rare ones. Where " +
            "exactly one class is right take cross_entropy.",
        Example = new(() => Tensor.From([-1.0, 2.0]).BinaryCrossEntropyWithLogits(Tensor.From([0.0, 1.0]))),
        Parameters = [Reductions.Parameter],
        Make = attributes => new BinaryCrossEntropyWithLogitsOp(Reductions.Of(attributes, Title)),
        Samples =
        [
            .. OpSamples.Loss(-4, 4, 0, 1),
            .. OpSamples.WeightedLoss(-4, 4, 0, 1),
            .. OpSamples.WeightedLoss(-4, 4, 0, 1).Select(sample => sample with
            {
                Name = $"{sample.Name}, both weights",
                Inputs = dtype => [.. sample.Inputs(dtype), OpSamples.Spread([], dtype, 0.2, 3, phase: 3)],
            }),
        ],
        Errors =
        [
            .. OpErrors.Loss(Title),
            new(
                $"{Title}: the positive weight is [3] and the input [2]; expected a shape that broadcasts",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([3])]),
            new(
                $"{Title}: the weight is [2, 2] and the input [2]",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2, 2])]),
        ],
    };
}
