namespace Autograd.Core;

/// <summary>Samples and refusals that normalizations share.</summary>
internal static class NormEvidence
{
    public static OpParameter Epsilon => new("epsilon", NormOp.DefaultEpsilon, "What is added to the variance, positive.");

    public static OpParameter TrailingAxes => new(
        "trailingAxes", NormInputs.DefaultTrailingAxes, "How many of the last axes are taken together.");

    public static string Derivative =>
        @"\frac{\partial L}{\partial x} = \frac{1}{\sigma} (g - \bar g - \hat x \, \overline{g \hat x}) \quad " +
        @"g = w \frac{\partial L}{\partial y},\ \hat x = \frac{x - \mathrm{mean}}{\sigma},\ \sigma = \sqrt{\mathrm{var} + \epsilon}";

    /// <summary>Samples for an op over trailing axes: sizes across those of lanes, several axes, one element, equal ones, none.</summary>
    public static OpSample[] OfTrailing(bool hasBias)
    {
        int parameters = hasBias ? 2 : 1;
        return
        [
            Sample([3, 5], [5], parameters), Sample([4, 19], [19], parameters), Sample([2, 35], [35], 1), Sample([3, 7], [7], 0),
            Sample([2, 3, 4], [3, 4], parameters, new() { ["trailingAxes"] = 2, ["epsilon"] = 0.1 }),
            Sample([19], [19], parameters), Sample([2, hasBias ? 1 : 3], [hasBias ? 1 : 3], parameters), Sample([0, 3], [3], parameters),
            Sample([2, 0], [0], parameters),
            new("large mean", dtype => [OpSamples.Spread([2, 6], dtype, 4, 7), .. Parameters([6], dtype, parameters)]),
        ];
    }

    public static OpError[] OfTrailingErrors(string name) =>
    [
        new($"{name}: the weight is [2] and the input [2, 3]; expected the shape [3], that of the trailing axes",
            () => [Tensor.Ones([2, 3]), Tensor.Ones([2])]),
        new($"{name}: trailingAxes is 1 and the input []; expected no more than it has axes", () => [Tensor.Ones([])]),
        new($"{name}: trailingAxes is 0; expected 1 or more", () => [Tensor.Ones([2, 3])], new() { ["trailingAxes"] = 0 }),
        new($"{name}: epsilon is -1; expected", () => [Tensor.Ones([2, 3])], new() { ["epsilon"] = -1 }),
        new($"{name}: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2L])]),
        new($"{name}: the inputs are Float32 and Float64; expected one type",
            () => [Tensor.Ones([2]), Tensor.Ones([2], DType.Float64)]),
        new($"{name}: expected 1 input, got 0", () => []),
    ];

    public static OpError[] ChannelErrors(string name, params int[] shape)
    {
        Shape of = shape.Length == 0 ? [4, 3] : Shape.Of(shape);
        return
        [
            new($"{name}: the weight is [2] and the input {of}; expected the shape [3], one for each channel",
                () => [Tensor.Ones(of), Tensor.Ones([2])]),
            new($"{name}: the bias is [4] and the input {of}; expected the shape [3], one for each channel",
                () => [Tensor.Ones(of), Tensor.Ones([3]), Tensor.Ones([4])]),
            new($"{name}: the input is [3]; expected [batch, channels, ...]", () => [Tensor.Ones([3])]),
            new($"{name}: epsilon is 0; expected a positive number", () => [Tensor.Ones(of)], new() { ["epsilon"] = 0 }),
            new($"{name}: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2L], [1, 2])]),
            new($"{name}: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones(of), Tensor.Ones([3], DType.Float64)]),
        ];
    }

    /// <summary>An input with so many parameters of one shape: a weight, or weight and bias.</summary>
    public static OpSample Sample(Shape x, Shape parameter, int parameters, OpAttributes? attributes = null) => new(
        $"{x}{(parameters == 0 ? "" : $" with {(parameters == 1 ? "weight" : "weight and bias")} {parameter}")}",
        dtype => [OpSamples.Spread(x, dtype), .. Parameters(parameter, dtype, parameters)],
        attributes);

    private static IEnumerable<Tensor> Parameters(Shape shape, DType dtype, int count) =>
        Enumerable.Range(1, count).Select(phase => OpSamples.Spread(shape, dtype, -2, 2, phase));
}
