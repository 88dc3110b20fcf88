namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The binary cross-entropy between σ(x) of these scores x and targets t: p·t·softplus(−x) + (1 − t)·softplus(x), which never overflows.</summary>
    /// <param name="target">The targets t, of this tensor's shape: 0, 1 or between; differentiable too.</param>
    /// <param name="weight">A factor for each element that broadcasts to this shape, or null for 1. A mean does not divide by it.</param>
    /// <param name="positiveWeight">The factor p of the positive part, such as negatives / positives of each label, that broadcasts to this shape; or null for 1.</param>
    /// <param name="reduction">How the losses of the elements become one number. The mean of no elements is NaN.</param>
    /// <remarks>Precise for any score: a large right answer costs its e⁻ˣ, a large wrong one |x|, with a slope of at most 1.</remarks>
    /// <exception cref="ArgumentException">The shapes or types differ; nothing but the weights is broadcast.</exception>
    public Tensor BinaryCrossEntropyWithLogits(Tensor target, Tensor? weight = null, Tensor? positiveWeight = null, Reduction reduction = Reduction.Mean)
    {
        Op op = BinaryCrossEntropyWithLogitsOp.Make(reduction);
        return weight is not null ? op.Apply(this, target, positiveWeight ?? Ones(Shape.Scalar, DType), weight)
            : positiveWeight is not null ? op.Apply(this, target, positiveWeight)
            : op.Apply(this, target);
    }
}

internal static class BinaryCrossEntropyWithLogitsOp
{
    private const string Name = "binary_cross_entropy_with_logits";

    public static Op Make(Reduction reduction) => new LossOp<Formula>(Name, default, reduction, Layout);

    private static LossArguments Layout(Op op, ReadOnlySpan<Tensor> inputs)
    {
        op.ExpectInputs(inputs, Math.Clamp(inputs.Length, 2, 4));
        op.ExpectFloats(inputs);
        Tensor x = inputs[0];
        LossLayouts.ExpectEqual(op, x, inputs[1]);
        return new(
            x,
            inputs[1],
            LossLayouts.Broadcast(op, "positive weight", inputs.Length > 2 ? inputs[2] : Tensor.Ones(Shape.Scalar, x.DType), x),
            inputs.Length > 3 ? LossLayouts.Broadcast(op, "weight", inputs[3], x) : null);
    }

    private readonly record struct Formula : ITernaryFormula
    {
        public R Apply<R>(R x, R t, R positive) where R : struct, IReal<R> => (positive * t * R.Softplus(-x)) + ((1 - t) * R.Softplus(x));
    }

    public static OpDefinition Definition { get; } = new()
    {
        Name = Name,
        Category = OpCategory.Loss,
        Formula = @"-p\,t \log \sigma(x) - (1 - t) \log(1 - \sigma(x))",
        Source = "Cox, The regression analysis of binary sequences, 1958",
        Usage = "For yes-or-no answers, one or many that do not exclude each other; the positive weight balances rare ones. Where exactly one class is right take cross_entropy.",
        Parameters = [Reductions.Parameter],
        Make = attributes => Make(Reductions.Of(attributes, Name)),
        Samples =
        [
            .. OpSamples.Loss(-4, 4, 0, 1),
            .. OpSamples.WeightedLoss(-4, 4, 0, 1),
            .. OpSamples.WeightedLoss(-4, 4, 0, 1).Select(sample => sample with
            {
                Name = $"{sample.Name}, both weights",
                Inputs = dtype => [.. sample.Inputs(dtype), OpSamples.Spread([1], dtype, 0.2, 3, phase: 3)],
            }),
        ],
        Errors =
        [
            .. OpErrors.Loss(Name),
            new($"{Name}: the positive weight is [3] and the input [2]; expected a shape that broadcasts", () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([3])]),
            new($"{Name}: the weight is [2, 2] and the input [2]", () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2, 2])]),
        ],
    };
}
