namespace Autograd.Core;

/// <summary>What the losses over classes share of their definitions.</summary>
internal static class ClassLossEvidence
{
    public static OpParameter IgnoreIndex { get; } =
        new("ignoreIndex", ClassTargets.DefaultIgnoreIndex, "A target that counts for nothing.");

    public static OpSample[] Samples() =>
    [
        Sample("mean", [4, 3], [2, 0, 1, 1]),
        Sample("sum", [5, 2], [1, 0, 1, 1, 0], reduction: "sum"),
        Sample("each", [3, 4], [3, 0, 2], reduction: "none"),
        Sample("many classes", [2, 37], [36, 5]),
        Sample("many samples", [19, 3], [.. Enumerable.Range(0, 19).Select(i => (long)(i * i % 3))]),
        Sample("weighted mean", [4, 3], [2, 0, 1, 1], isWeighted: true),
        Sample("weighted sum", [4, 3], [2, 0, 1, 1], reduction: "sum", isWeighted: true),
        Sample("weighted each", [4, 3], [2, 0, 1, 1], reduction: "none", isWeighted: true),
        Sample("some ignored", [4, 3], [2, -100, 1, -100], isWeighted: true),
        Sample("a class ignored", [4, 3], [2, 0, 1, 2], ignoreIndex: 2),
        Sample("further axes", [2, 3, 2, 2], [0, 2, -1, 1, 1, 0, 2, 2], isWeighted: true, ignoreIndex: -1),
        Sample("further axes each", [1, 2, 3], [0, 1, 1], reduction: "none"),
        Sample("one alone", [4], [3], isWeighted: true),
        Sample("one alone as it is", [4], [3], reduction: "none"),
        Sample("empty", [0, 3], [], reduction: "sum"),
        Sample("all ignored", [2, 3], [-100, -100]).With(new() { ["emptyMean"] = "zero" }),
        Sample("empty mean", [0, 3], []).With(new() { ["emptyMean"] = "zero" }),
    ];

    public static OpError[] Errors(string name) =>
    [
        new($"{name}: the target at [1] is 3; expected a class from 0 to 2 of 3, or -100 to ignore it",
            () => [Tensor.Ones([2, 3]), Tensor.From([0L, 3L])]),
        new($"{name}: the target at [1, 2] is -1; expected a class from 0 to 1 of 2",
            () => [Tensor.Ones([2, 2, 3]), Tensor.From([0L, 1, 0, 1, 0, -1], [2, 3])]),
        new($"{name}: the input is [2, 3] and the targets [3]; expected an input [N, C, d1, ...] with targets [N, d1, ...]",
            () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L, 2L])]),
        new($"{name}: the input is [2, 3] and the targets []", () => [Tensor.Ones([2, 3]), Tensor.From([0L], [])]),
        new($"{name}: the input is [] and the targets []", () => [Tensor.Ones([]), Tensor.From([0L], [])]),
        new($"{name}: the targets are Float32; class indices are Int64: convert with To(DType.Int64)",
            () => [Tensor.Ones([2, 3]), Tensor.Ones([2])]),
        new($"{name}: the weight is Float32 [2]; expected Float32 [3]",
            () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L]), Tensor.Ones([2])]),
        new($"{name}: the weight is Float64 [3]; expected Float32 [3]",
            () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L]), Tensor.Ones([3], DType.Float64)]),
        new($"{name}: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2L], [1, 2]), Tensor.From([0L])]),
        new($"{name}: expected 2 inputs, got 1", () => [Tensor.Ones([2, 3])]),
        new($"{name}: the reduction is \"most\"", () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L])], new() { ["reduction"] = "most" }),
        new($"{name}: the empty mean is \"one\"; expected \"nan\" or \"zero\"", () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1L])],
            new() { ["emptyMean"] = "one" }),
    ];

    private static OpSample Sample(string name, Shape shape, long[] targets, string reduction = "mean", bool isWeighted = false,
        int ignoreIndex = ClassTargets.DefaultIgnoreIndex)
    {
        int axis = shape.Rank == 1 ? 0 : 1;
        Shape wanted = [.. shape.Sizes[..axis], .. shape.Sizes[(axis + 1)..]];
        return new(
            name,
            dtype => isWeighted
                ? [OpSamples.Spread(shape, dtype), Tensor.From(targets, wanted), OpSamples.Spread([shape[axis]], dtype, 0.5, 2, phase: 1)]
                : [OpSamples.Spread(shape, dtype), Tensor.From(targets, wanted)],
            new() { ["reduction"] = reduction, ["ignoreIndex"] = ignoreIndex });
    }
}
