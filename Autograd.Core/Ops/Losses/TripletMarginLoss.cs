namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// max(0, m + d(a, p) − d(a, n)): this anchor a should lie nearer to p, which belongs to it, than to n, which does not, by the margin
    /// m.
    /// </summary>
    /// <param name="positive">The positives p, of this tensor's shape: vectors along the last axis, or a single one.</param>
    /// <param name="negative">The negatives n, of the same shape.</param>
    /// <param name="margin">The margin m.</param>
    /// <param name="p">The order of the distance d(x, y) = ‖x − y + ε‖ₚ, 1 or more.</param>
    /// <param name="epsilon">The ε that keeps the distance of equal vectors differentiable.</param>
    /// <param name="swap">Whether d(p, n) takes the place of d(a, n) where it is smaller (Balntas et al., 2016).</param>
    /// <param name="reduction">How the losses of the triplets become one number. The mean of no triplets is NaN.</param>
    /// <remarks>
    /// Schroff, Kalenichenko and Philbin, 2015. Where the margin is just kept the slope is that of a triplet that does not keep it, as in
    /// PyTorch.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types differ, for nothing is broadcast, or an attribute is out of range.
    /// </exception>
    public Tensor TripletMarginLoss(
        Tensor positive,
        Tensor negative,
        double margin = TripletMarginLossOp.DefaultMargin,
        double p = TripletMarginLossOp.DefaultP,
        double epsilon = TripletMarginLossOp.DefaultEpsilon,
        bool swap = false,
        Reduction reduction = Reduction.Mean) =>
            TripletMarginLossOp.Make(margin, p, epsilon, swap, reduction).Apply(this, positive, negative);
}

internal sealed class TripletMarginLossOp(double margin, double p, double epsilon, bool swap, Reduction reduction)
    : ComposedOp(Title, margin, p, epsilon, swap, reduction.Word())
{
    public const double DefaultMargin = 1;
    public const double DefaultP = 2;
    public const double DefaultEpsilon = 1e-6;

    private const string Title = "triplet_margin_loss";

    public static Op Make(double margin, double p, double epsilon, bool swap, Reduction reduction) =>
        new TripletMarginLossOp(margin, p, epsilon, swap, reduction)
            .WithCoefficient(nameof(margin), margin).WithCoefficient(nameof(p), p).WithCoefficient(nameof(epsilon), epsilon);

    private readonly double _margin = Expect.Finite(margin, Title);
    private readonly double _p = Expect.That(p >= 1 && double.IsFinite(p), p, Title, "a finite number of 1 or more");
    private readonly double _epsilon = Expect.Finite(epsilon, Title);
    private readonly Reduction _reduction = Reductions.Expect(reduction, Title);

    protected override Tensor Compose(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 3);
        ExpectFloats(inputs);
        LossLayouts.ExpectEqual(this, inputs[0], inputs[1], "anchor", "positive");
        LossLayouts.ExpectEqual(this, inputs[0], inputs[2], "anchor", "negative");
        if (inputs[0].Rank == 0)
        {
            throw new ArgumentException($"{Name}: the anchor is [], a single number; expected vectors along the last axis.");
        }

        Tensor near = Distance(inputs[0], inputs[1]), far = Distance(inputs[0], inputs[2]);
        if (swap)
        {
            far = Tensor.Minimum(far, Distance(inputs[1], inputs[2]));
        }

        return Reductions.Reduce((_margin + near - far).Clamp(min: 0), _reduction);
    }

    private Tensor Distance(Tensor x, Tensor y)
    {
        Tensor difference = x - y + _epsilon;
        if (_p == 1)
        {
            return difference.Abs().Sum(-1);
        }

        if (_p != 2 && difference.Count > 0)
        {
            // In units of the largest, which is a constant here: high powers of others overflow, or vanish.
            Tensor sizes = difference.Abs(), largest = sizes.Detach().Max(-1, keepDims: true);
            largest = Tensor.Where(largest > 0 & largest < double.PositiveInfinity, largest, 1);
            return Root((sizes / largest).Pow(_p).Sum(-1)) * largest.Squeeze(-1);
        }

        return Root(difference.Square().Sum(-1));
    }

    // A root is infinitely steep at 0, where the sum itself is level.
    private Tensor Root(Tensor sum) => Tensor.Where(sum.EqualTo(0), 0, _p == 2 ? sum.Sqrt() : sum.Pow(1 / _p));

    public static OpDefinition Definition => new()
    {
        Name = Title,
        Category = OpCategory.Loss,
        Formula = @"\max\left(0, m + \lVert a - p + \varepsilon \rVert_p - \lVert a - n + \varepsilon \rVert_p\right)",
        Source = "Schroff, Kalenichenko and Philbin, FaceNet, 2015 (arXiv:1503.03832); swap: Balntas et al., 2016",
        Derivative =
            @"\frac{\partial}{\partial a} = \frac{\partial d(a, p)}{\partial a} - \frac{\partial d(a, n)}{\partial a} \text{ where the " +
                @"loss is positive, else } 0",
        Usage =
            "To learn an embedding where only 'nearer to this than to that' is known, as of faces. It needs negatives that are " +
            "hard; easy ones have no gradient.",
        Example = new(() =>
            Tensor.From([0.0, 0.0], [1, 2]).TripletMarginLoss(Tensor.From([1.0, 0.0], [1, 2]), Tensor.From([0.0, 1.5], [1, 2]))),
        Curve = new(
            "anchor 0, positive 1, negative x, margin 1",
            x => new TripletMarginLossOp(1, 2, 0, false, Reduction.None)
                .Apply(Tensor.Zeros(x.Shape, x.DType).Unsqueeze(-1), Tensor.Ones(x.Shape, x.DType).Unsqueeze(-1), x.Unsqueeze(-1))),
        Parameters =
        [
            new("margin", DefaultMargin, "By how much the negative should be farther than the positive."),
            new("p", DefaultP, "The order of the norm, 1 or more."),
            new("epsilon", DefaultEpsilon, "What is added to each difference."),
            new("swap", false, "Whether the distance of positive and negative counts where it is the smaller one."),
            Reductions.Parameter,
        ],
        Make = a =>
            TripletMarginLossOp.Make(a.Number("margin"), a.Number("p"), a.Number("epsilon"), a.Flag("swap"), Reductions.Of(a, Title)),
        Samples =
        [
            .. new (string Reduction, double P, bool Swap)[] { ("mean", 2, false), ("none", 2, true), ("sum", 1, false), ("mean", 1, true),
                ("none", 3, false), ("sum", 1.5, true) }.SelectMany(c =>
                new Shape[] { [4, 3], [2, 3, 2], [5], [3, 19] }.Select(shape => Sample(shape, c.Reduction, c.P, c.Swap))),
            Sample([0, 3], "sum", 2, false),
            Sample([0, 3], "none", 2, true),
        ],
        Kink = Kinks.WhereEqual,
        Errors =
        [
            new(
                $"{Title}: the anchor is [2, 3] and the positive [3]; expected equal shapes",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([3]), Tensor.Ones([2, 3])]),
            new(
                $"{Title}: the anchor is [2, 3] and the negative [1, 3]; expected equal shapes",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([2, 3]), Tensor.Ones([1, 3])]),
            new($"{Title}: the anchor is [], a single number", () => [Tensor.Ones([]), Tensor.Ones([]), Tensor.Ones([])]),
            new($"{Title}: input 2 is Int64; expected Float32 or Float64",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.From([1L, 1])]),
            new($"{Title}: expected 3 inputs, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
            new(
                $"{Title}: p is 0.5; expected a finite number of 1 or more",
                () => [Tensor.Ones([2]), Tensor.Ones([2]), Tensor.Ones([2])],
                new() { ["p"] = 0.5 }),
        ],
    };

    private static OpSample Sample(Shape shape, string reduction, double p, bool swap) => new(
        $"{shape}",
        dtype => [OpSamples.Spread(shape, dtype), OpSamples.Spread(shape, dtype, phase: 1), OpSamples.Spread(shape, dtype, phase: 2)],
        new() { ["reduction"] = reduction, ["p"] = p, ["swap"] = swap, ["margin"] = 1.5 });
}
