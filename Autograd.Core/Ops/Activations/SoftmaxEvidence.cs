namespace Autograd.Core;

/// <summary>What softmax and its logarithm have in common but the loops: attributes, samples and refusals.</summary>
internal static class SoftmaxEvidence
{
    public const double DefaultBeta = 1;

    public static IReadOnlyList<OpParameter> Parameters { get; } =
    [
        new("axis", -1, "The axis along which the softmax sums to 1, negative counted from the end."),
        new("beta", DefaultBeta, "The inverse temperature."),
    ];

    public static IReadOnlyList<OpSample> Samples { get; } =
    [
        Sample([1], -1), Sample([19], 0), Sample([3, 4], 1), Sample([3, 4], 0), Sample([2, 3, 5], 1), Sample([5, 35], -1),
        Sample([2, 3, 37], 1),
        Sample([0], 0), Sample([0, 3], 0), Sample([0, 3], 1), Sample([3, 0], 1),
        Sample([3, 4], 1, beta: 0.25), Sample([2, 41], 1, beta: -2), Sample([2, 3, 2], 1, beta: 3),
    ];

    public static OpError[] Errors(string name) =>
    [
        new($"{name}: axis 2 is out of range for the shape [2, 3]; expected -2 to 1", () => [Tensor.Ones([2, 3])], new() { ["axis"] = 2 }),
        new($"{name}: axis -1 is out of range for the shape []; expected a tensor with at least one axis", () => [Tensor.Ones([])]),
        new($"{name}: beta is NaN; expected a finite number", () => [Tensor.Ones([2])], new() { ["beta"] = double.NaN }),
        .. OpErrors.Unary(name),
    ];

    private static OpSample Sample(Shape shape, int axis, double beta = DefaultBeta) => new(
        $"{shape} along axis {axis} with beta {beta}",
        dtype => [OpSamples.Spread(shape, dtype)],
        new() { ["axis"] = axis, ["beta"] = beta });
}
