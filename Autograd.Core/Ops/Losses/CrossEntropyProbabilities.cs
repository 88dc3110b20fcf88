namespace Autograd.Core;

/// <summary>
/// The cross-entropy for wanted distributions instead of classes: <see cref="Tensor.CrossEntropy"/> with floating-point targets. Its inputs
/// are scores and targets of one shape, [N, C, d₁, ...] or [C], and perhaps a weight for each class.
/// </summary>
internal sealed class CrossEntropyProbabilitiesOp(double labelSmoothing, Reduction reduction) : ComposedOp(Title, labelSmoothing,
    reduction.Word())
{
    private const string Title = "cross_entropy_probabilities";

    private readonly Reduction _reduction = Reductions.Expect(reduction, Title);
    private readonly double _smoothing = CrossEntropyOp.ExpectSmoothing(Title, labelSmoothing);

    protected override Tensor Compose(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, inputs.Length == 3 ? 3 : 2);
        Tensor x = inputs[0];
        ExpectNoLabels(x, inputs[1], Name);
        ExpectFloats(inputs);
        LossLayouts.ExpectEqual(this, x, inputs[1]);
        if (x.Rank == 0)
        {
            throw new ArgumentException($"{Name}: the input is [], a single number; expected [N, C, d1, ...] or [C].");
        }

        int axis = Axis(x);
        if (inputs.Length > 2 && (inputs[2].Rank != 1 || inputs[2].Count != x.Shape[axis]))
        {
            throw new ArgumentException($"{Name}: the weight is {inputs[2].Shape}; expected [{x.Shape[axis]}], one number for each class.");
        }

        // One sum, where one number is wanted: over the classes and then over the samples it would be two ops.
        Tensor hits = Chain.Of(x.LogSoftmax(axis), Wanted(inputs));
        return _reduction switch
        {
            Reduction.None => -hits.Sum(axis),
            Reduction.Mean => hits.Sum() / -((double)x.Shape.CountOf(..axis) * x.Shape.CountOf((axis + 1)..)),
            _ => -hits.Sum(),
        };
    }

    /// <summary>Refuses what has the shape of class indices.</summary>
    public static void ExpectNoLabels(Tensor x, Tensor targets, string op)
    {
        if (targets.Rank == x.Rank - 1 && (x.Rank == 1 || targets.Shape[0] == x.Shape[0]))
        {
            throw new ArgumentException(
                $"{op}: the targets are {targets.DType} {targets.Shape} for the input {x.Shape}; class indices are Int64: convert with " +
                    "To(DType.Int64). Probabilities have the input's shape.",
                nameof(targets));
        }
    }

    private static int Axis(Tensor x) => x.Rank == 1 ? 0 : 1;

    private Tensor Smoothed(ReadOnlySpan<Tensor> inputs) =>
        _smoothing == 0 ? inputs[1] : ((1 - _smoothing) * inputs[1]) + (_smoothing / inputs[0].Shape[Axis(inputs[0])]);

    private Tensor Wanted(ReadOnlySpan<Tensor> inputs) => inputs.Length > 2 ? Smoothed(inputs) * Weights(inputs) : Smoothed(inputs);

    private static Tensor Weights(ReadOnlySpan<Tensor> inputs) => inputs[2].Reshape(Aligned(inputs[0], inputs[2]));

    // The weights lie along the class axis.
    private static Shape Aligned(Tensor x, Tensor weight) => x.Rank == 1
        ? weight.Shape
        : [weight.Count, .. Enumerable.Repeat(1, x.Rank - 2)];

    public static OpDefinition Definition => new()
    {
        Name = Title,
        Category = OpCategory.Loss,
        Formula = @"-\sum_c q_c w_c \log \frac{e^{x_c}}{\sum_k e^{x_k}}",
        Source = "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",
        Derivative = @"\frac{\partial}{\partial x_c} = \Big( \sum_k q_k w_k \Big) \frac{e^{x_c}}{\sum_k e^{x_k}} - q_c w_c",
        Usage =
            "Where the target is a distribution over classes: labels that were mixed, smoothed, or given by another network. For " +
            "plain classes cross_entropy is faster.",
        Example = new(() => Tensor.From([1.0, 2.0, 3.0], [1, 3]).CrossEntropy(Tensor.From([0.25, 0.25, 0.5], [1, 3]))),
        Curve = new(
            "scores (x, 0), target (0.75, 0.25)",
            x => new CrossEntropyProbabilitiesOp(0, Reduction.None)
                .Apply(OpCurve.WithZero(x), (0.5 * OpCurve.WithZero(Tensor.Ones(x.Shape, x.DType))) + 0.25)),
        Parameters =
        [
            new("labelSmoothing", CrossEntropyOp.DefaultLabelSmoothing,
                "The share of the wanted distribution that is spread over all classes, from 0 to below 1."),
            Reductions.Parameter,
        ],
        Make = attributes => new CrossEntropyProbabilitiesOp(attributes.Number("labelSmoothing"), Reductions.Of(attributes, Title)),
        Samples =
        [
            .. new (string Reduction, bool IsWeighted, double Smoothing)[] {
                ("mean", false, 0), ("none", true, 0), ("sum", true, 0.3), ("mean", true, 0.2), ("none", false, 0.1) }.SelectMany(c =>
                new Shape[] { [4, 3], [2, 3, 2, 2], [5], [2, 37] }.Select(shape => Sample(shape, c.Reduction, c.IsWeighted, c.Smoothing))),
            Sample([0, 3], "sum", false, 0),
            Sample([0, 3], "none", true, 0.1),
        ],
        Errors =
        [
            new(
                $"{Title}: the targets are Float32 [2] for the input [2, 3]; class indices are Int64: convert with To(DType.Int64)",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([2])]),
            .. OpErrors.Loss(Title),
            new($"{Title}: the input is [], a single number", () => [Tensor.Ones([]), Tensor.Ones([])]),
            new(
                $"{Title}: the weight is [2]; expected [3], one number for each class",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([2, 3]), Tensor.Ones([2])]),
            new(
                $"{Title}: labelSmoothing is 1; expected 0 to below 1",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([2, 3])],
                new() { ["labelSmoothing"] = 1 }),
        ],
    };

    private static OpSample Sample(Shape shape, string reduction, bool isWeighted, double smoothing) => new(
        $"{shape}{(isWeighted ? ", weighted" : "")}",
        dtype =>
        [
            OpSamples.Spread(shape, dtype),
            OpSamples.Spread(shape, dtype, 0, 1, phase: 1),
            .. isWeighted ? [OpSamples.Spread([shape[Math.Min(1, shape.Rank - 1)]], dtype, 0.5, 2, phase: 2)] : Array.Empty<Tensor>(),
        ],
        new() { ["reduction"] = reduction, ["labelSmoothing"] = smoothing });
}
