namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The linear spline through given values at knots spread evenly over an interval, element by element: a nonlinearity whose shape is
    /// learned.
    /// </summary>
    /// <param name="values">The values at the knots, two or more, in one axis.</param>
    /// <param name="low">The first knot.</param>
    /// <param name="high">The last knot.</param>
    /// <remarks>
    /// Bohra et al., 2020. Outside of the interval the first and the last piece go on. At a knot the slope is that of the piece above. NaN
    /// stays NaN.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// There are fewer than two values, or they are not of one axis; or the ends are not finite and in order, or the type
    /// does not hold them.
    /// </exception>
    public Tensor LinearSpline(Tensor values, double low = LinearSplineOp.DefaultLow, double high = LinearSplineOp.DefaultHigh) =>
        LinearSplineOp.Make(low, high).Apply(this, values);
}

internal sealed class LinearSplineOp : ComposedOp
{
    public const double DefaultLow = -3;
    public const double DefaultHigh = 3;

    private readonly LearnedInterval _interval;

    private LinearSplineOp(double low, double high)
        : base("linear_spline", low, high)
    {
        _interval = new(low, high, Name);
        WithInterval(_interval);
    }

    public static LinearSplineOp Make(double low, double high) => new(low, high);

    protected override Tensor Compose(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectFloats(inputs);
        Tensor x = inputs[0], values = inputs[1];
        if (values.Rank != 1 || values.Count < 2)
        {
            throw new ArgumentException($"{Name}: the values have the shape {values.Shape}; expected one axis of at least two knots.");
        }

        // In pieces from knot to knot; of a NaN, which is nowhere, the first is as good as any.
        int pieces = values.Count - 1;
        Tensor position = _interval.Position(x.Reshape(-1), 0, pieces);
        Tensor piece = Tensor.Where(position > 0, position.Clamp(max: pieces - 1), 0).To(DType.Int64);
        Tensor rises = values.Slice(0, 1..) - values.Slice(0, ..pieces), share = position - piece.To(x.DType);
        return (values.IndexSelect(0, piece) + (share * rises.IndexSelect(0, piece))).Reshape(x.Shape);
    }

    public static OpDefinition Definition => new()
    {
        Name = "linear_spline",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.ManyKinks),
        Formula = @"(1 - s) \, v_i + s \, v_{i+1}, \quad i + s = \frac{x - \mathrm{low}}{\mathrm{high} - \mathrm{low}} (n - 1)",
        Source = "Bohra, Campos, Gupta, Aziznejad and Unser, Learning activation functions in deep (spline) neural networks, 2020",
        Derivative = @"\frac{\partial}{\partial x} = \text{the slope of the piece}, \quad \frac{\partial}{\partial v_k} = \text{the hat " +
            @"function of knot } k",
        Usage = "Where the shape of the nonlinearity itself is to be learned. The cost of an element does not grow with the number of " +
            "knots.",
        Example = new(() => Tensor.From([-1.0, 0.5, 2.0]).LinearSpline(Tensor.From([0.0, 0.0, 3.0]))),
        Curve = new("low = −3, high = 3, v = (−1, 0, −0.5, 1, 3)", x => Make(-3, 3).Apply(x, Tensor.From([-1, 0, -0.5, 1, 3]).To(x.DType))),
        Parameters = [new("low", DefaultLow, "The first knot."), new("high", DefaultHigh, "The last knot.")],
        Make = attributes => Make(attributes.Number("low"), attributes.Number("high")),
        Samples =
        [
            Sample([], 3), Sample([0], 2), Sample([1], 2), Sample([19], 5), Sample([3, 4], 7), Sample([2, 3, 5], 4),
            Sample([19], 4, low: -1, high: 2), Sample([3, 4], 2, low: 4, high: 5),
        ],
        // All the samples' knots.
        Kink = Kinks.At(-3, -2, -1.5, -1, 0, 1, 1.5, 2, 3),
        Errors =
        [
            new("linear_spline: the values have the shape [1]; expected one axis of at least two knots",
                () => [Tensor.Ones([3]), Tensor.Ones([1])]),
            new("linear_spline: low is 3 and high is 3; expected finite numbers with low < high",
                () => [Tensor.Ones([3]), Tensor.Ones([2])], new() { ["low"] = 3 }),
            new("linear_spline: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones([3]), Tensor.Ones([2], DType.Float64)]),
            new("linear_spline: expected 2 inputs, got 1", () => [Tensor.Ones([3])]),
        ],
    };

    private static OpSample Sample(Shape shape, int count, double low = DefaultLow, double high = DefaultHigh) => new(
        $"{shape} with {count} knots",
        dtype => [OpSamples.Spread(shape, dtype), OpSamples.Spread([count], dtype, phase: 1)],
        new() { ["low"] = low, ["high"] = high });
}
