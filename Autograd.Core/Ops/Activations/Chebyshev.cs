namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The Chebyshev series Σₖ cₖ Tₖ(t), element by element, where t runs from −1 to 1 as x runs over an interval: a nonlinearity whose
    /// shape is learned.
    /// </summary>
    /// <param name="coefficients">The coefficients c₀ to c of the degree, in one axis.</param>
    /// <param name="low">The lower end of the interval.</param>
    /// <param name="high">The upper end of the interval.</param>
    /// <remarks>
    /// Outside of the interval, where the polynomials grow fast, it goes on straight, with the slope it has at the end. At an infinity it
    /// is NaN.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The coefficients are not of one axis, or none; or the ends are not finite and in order, or the type does not hold them.
    /// </exception>
    public Tensor Chebyshev(Tensor coefficients, double low = ChebyshevOp.DefaultLow, double high = ChebyshevOp.DefaultHigh) =>
        ChebyshevOp.Make(low, high).Apply(this, coefficients);
}

internal sealed class ChebyshevOp : ComposedOp
{
    public const double DefaultLow = -3;
    public const double DefaultHigh = 3;

    private readonly LearnedInterval _interval;

    private ChebyshevOp(double low, double high)
        : base("chebyshev", low, high)
    {
        _interval = new(low, high, Name);
        WithInterval(_interval);
    }

    public static ChebyshevOp Make(double low, double high) => new(low, high);

    // Beyond an end of the interval the series goes on along its tangent there.
    protected override Tensor Compose(ReadOnlySpan<Tensor> inputs)
    {
        ExpectInputs(inputs, 2);
        ExpectFloats(inputs);
        Tensor x = inputs[0], coefficients = inputs[1];
        if (coefficients.Rank != 1 || coefficients.Count == 0)
        {
            throw new ArgumentException(
                $"{Name}: the coefficients have the shape {coefficients.Shape}; expected one axis of at least one.", nameof(inputs));
        }

        Tensor t = _interval.Position(x, 0.5, 2), within = t.Clamp(-1, 1), beyond = t - within;
        Tensor one = Tensor.Ones(x.Shape, x.DType);
        Tensor[] values = new Tensor[coefficients.Count], slopes = new Tensor[coefficients.Count];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = k == 0 ? one : k == 1 ? within : (2 * within * values[k - 1]) - values[k - 2];
            slopes[k] = k == 0 ? 0 * one : k == 1 ? one : (2 * values[k - 1]) + (2 * within * slopes[k - 1]) - slopes[k - 2];
        }

        return ((Tensor.Stack(values, -1) + (Tensor.Stack(slopes, -1) * beyond.Unsqueeze(-1))) * coefficients).Sum(-1);
    }

    public static OpDefinition Definition => new()
    {
        Name = "chebyshev",
        Category = OpCategory.Activation,
        Activation = new(false, Smoothness.TwoKinks),
        Formula = @"\sum_k c_k T_k\!\left(\frac{2x - \mathrm{low} - \mathrm{high}}{\mathrm{high} - \mathrm{low}}\right)",
        Source = "Chebyshev, Théorie des mécanismes connus sous le nom de parallélogrammes, 1854",
        Derivative = @"\frac{\partial}{\partial c_k} = T_k(t), \quad \frac{\partial}{\partial x} = \frac{2}{h - l} \sum_k c_k " +
            @"T_k^\prime(t)",
        Usage = "Where the shape of the nonlinearity itself is to be learned, and is smooth. Each element costs as many steps as the " +
            "degree.",
        Example = new(() => Tensor.From([-1.0, 0.5, 2.0]).Chebyshev(Tensor.From([0.0, 1.0, 0.25]))),
        Curve = new("low = −3, high = 3, c = (0.5, 1, 0.5)", x => Make(-3, 3).Apply(x, Tensor.From([0.5, 1, 0.5]).To(x.DType))),
        Parameters = [new("low", DefaultLow, "The lower end of the interval."), new("high", DefaultHigh, "The upper end of the interval.")],
        Make = attributes => Make(attributes.Number("low"), attributes.Number("high")),
        Samples =
        [
            Sample([], 3), Sample([0], 2), Sample([1], 1), Sample([19], 2), Sample([3, 4], 6), Sample([2, 3, 5], 4),
            Sample([19], 5, low: -1, high: 2), Sample([3, 4], 4, low: 4, high: 5),
        ],
        Kink = Kinks.At(-3, 3, -1, 2),
        Errors =
        [
            new("chebyshev: the coefficients have the shape [2, 2]; expected one axis", () => [Tensor.Ones([3]), Tensor.Ones([2, 2])]),
            new("chebyshev: low is 3 and high is 3; expected finite numbers with low < high", () => [Tensor.Ones([3]), Tensor.Ones([2])],
                new() { ["low"] = 3 }),
            new("chebyshev: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones([3]), Tensor.Ones([2], DType.Float64)]),
            new("chebyshev: expected 2 inputs, got 1", () => [Tensor.Ones([3])]),
        ],
    };

    private static OpSample Sample(Shape shape, int count, double low = DefaultLow, double high = DefaultHigh) => new(
        $"{shape} with {count} coefficients",
        dtype => [OpSamples.Spread(shape, dtype), OpSamples.Spread([count], dtype, phase: 1)],
        new() { ["low"] = low, ["high"] = high });
}
