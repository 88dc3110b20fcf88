namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>With c the cosine of the angle between x and y: 1 − c where the label is 1, max(0, c − m) where it is −1.</summary>
    /// <param name="other">The vectors y, of this tensor's shape: along the last axis, or a single one.</param>
    /// <param name="target">The labels, 1 or −1, in Int64 or this tensor's type: one for each vector.</param>
    /// <param name="margin">The cosine m that vectors which do not belong together may have, from −1 to 1.</param>
    /// <param name="reduction">How the losses of the pairs become one number. The mean of no pairs is NaN.</param>
    /// <remarks>To the squared length of each vector 10⁻¹² is added, so that the vector 0 has the cosine 0 with every other.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit, for nothing is broadcast, or a label is neither 1 nor −1.</exception>
    public Tensor CosineEmbeddingLoss(Tensor other, Tensor target, double margin = CosineEmbeddingLossOp.DefaultMargin,
        Reduction reduction = Reduction.Mean) =>
        new CosineEmbeddingLossOp(margin, reduction).Apply(this, other, target);
}

internal sealed class CosineEmbeddingLossOp(double margin, Reduction reduction) : ComposedOp(Title, margin, reduction.Word())
{
    public const double DefaultMargin = 0;

    private const string Title = "cosine_embedding_loss";
    private const double Epsilon = 1e-12;

    private readonly double _margin = Expect.That(margin is >= -1 and <= 1, margin, Title, "-1 to 1");
    private readonly Reduction _reduction = Reductions.Expect(reduction, Title);

    protected override Tensor Compose(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 3);
        ExpectFloats(inputs[..2]);
        Tensor x = inputs[0], y = inputs[1], target = inputs[2];
        LossLayouts.ExpectEqual(this, x, y, "first input", "second");
        if (x.Rank == 0 || !x.Shape.Sizes[..^1].SequenceEqual(target.Shape.Sizes))
        {
            throw new ArgumentException(
                $"{Name}: the inputs are {x.Shape} and the targets {target.Shape}; expected vectors [..., D] with targets [...].");
        }

        Tensor labels = LossLayouts.Labels(this, target, x);
        Expect.Values<Allowed.Signs>(this, "target", labels);
        Tensor cosine = (x * y).Sum(-1) / (SquaredLength(x) * SquaredLength(y)).Sqrt();
        return Reductions.Reduce(Tensor.Where(labels > 0, 1 - cosine, (cosine - _margin).Clamp(min: 0)), _reduction);
    }

    private static Tensor SquaredLength(Tensor x) => x.Square().Sum(-1) + Epsilon;

    public static OpDefinition Definition => new()
    {
        Name = Title,
        Category = OpCategory.Loss,
        Formula = @"\begin{cases} 1 - \cos(x, y) & t = 1 \\ \max(0, \cos(x, y) - m) & t = -1 \end{cases}",
        Source = "Bromley et al., Signature verification using a siamese time delay neural network, 1993",
        Derivative =
            @"\frac{\partial}{\partial x} = s \left(\frac{y}{\lVert x \rVert \lVert y \rVert} - \cos(x, y) \frac{x}{\lVert x " +
                @"\rVert^2}\right), \quad " +
            @"s = \begin{cases} -1 & t = 1 \\ [\cos(x, y) \ge m] & t = -1 \end{cases}",
        Usage =
            "To learn from pairs that are alike or not where only the direction of a vector means something, as of words and texts. " +
            "Where its length counts too take hinge_embedding_loss of a distance.",
        Example = new(() => Tensor.From([1.0, 0.0], [1, 2]).CosineEmbeddingLoss(Tensor.From([1.0, 1.0], [1, 2]), Tensor.From([1.0]))),
        Curve = new(
            "vectors (x, 1) and (1, 0), target 1",
            x => new CosineEmbeddingLossOp(0, Reduction.None).Apply(Tensor.Stack([x, Tensor.Ones(x.Shape, x.DType)], -1),
                OpCurve.WithZero(Tensor.Ones(x.Shape, x.DType)), Tensor.Ones(x.Shape, x.DType))),
        Parameters =
        [
            new("margin", DefaultMargin, "The cosine up to which what does not belong together costs nothing."), Reductions.Parameter,
        ],
        Make = attributes => new CosineEmbeddingLossOp(attributes.Number("margin"), Reductions.Of(attributes, Title)),
        Samples =
        [
            .. new[] { "mean", "sum", "none" }.SelectMany(reduction => new double[] { 0, 0.3 }.SelectMany(margin =>
                new Shape[] { [4, 3], [2, 3, 2], [5], [3, 19] }.Select(shape => Sample(shape, reduction, margin)))),
            Sample([0, 3], "sum", 0),
            Sample([0, 3], "none", 0),
        ],
        Errors =
        [
            new(
                $"{Title}: the first input is [2, 3] and the second [3]; expected equal shapes",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([3]), Tensor.From([1L, 1])]),
            new(
                $"{Title}: the inputs are [2, 3] and the targets [3]; expected vectors",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([2, 3]), Tensor.From([1L, 1, 1])]),
            new($"{Title}: the target at [1] is 0; expected 1 or -1",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([2, 3]), Tensor.From([1L, 0])]),
            new($"{Title}: input 1 is Int64; expected Float32 or Float64",
                () => [Tensor.Ones([2]), Tensor.From([1L, 1]), Tensor.From([1L], [])]),
            new($"{Title}: expected 3 inputs, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
            new(
                $"{Title}: margin is 2; expected -1 to 1",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.From([1L], [])],
                new() { ["margin"] = 2 }),
        ],
    };

    private static OpSample Sample(Shape shape, string reduction, double margin) => new(
        $"{shape}",
        dtype => [OpSamples.Spread(shape, dtype), OpSamples.Spread(shape, dtype, phase: 1), OpSamples.Labels([.. shape.Sizes[..^1]])],
        new() { ["reduction"] = reduction, ["margin"] = margin });
}
