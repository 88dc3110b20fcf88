namespace Autograd.Core;

/// <summary>The samples and refusals of attention.</summary>
internal static class AttentionEvidence
{
    public static IReadOnlyList<OpSample> Samples { get; } =
    [
        Sample("no batch", [3, 4], [5, 4], [5, 2]),
        Sample("a batch", [2, 3, 4], [2, 5, 4], [2, 5, 3]),
        Sample("a batch with heads", [2, 2, 3, 4], [2, 2, 3, 4], [2, 2, 3, 4]),
        Sample("across lanes", [17, 19], [33, 19], [33, 18]),
        Sample("causal", [2, 4, 3], [2, 4, 3], [2, 4, 3], causal: true),
        Sample("causal, more keys than queries", [2, 3], [4, 3], [4, 2], causal: true),
        Sample("causal, fewer keys than queries", [4, 3], [2, 3], [2, 2], causal: true),
        Sample("a scale", [3, 4], [4, 4], [4, 2], scale: 0.7),
        Sample("a negative scale, causal", [3, 4], [4, 4], [4, 2], scale: -0.7, causal: true),
        Sample("a mask for all", [2, 3, 2], [2, 4, 2], [2, 4, 2], Mask([3, 4])),
        Sample("a mask of keys", [2, 2, 3, 2], [2, 2, 4, 2], [2, 2, 4, 2], Mask([2, 1, 1, 4])),
        Sample("a mask of queries", [2, 3, 2], [2, 4, 2], [2, 4, 2], Mask([2, 3, 1])),
        Sample("two masks", [2, 3, 2], [2, 4, 2], [2, 4, 2], dtype => [.. Mask([2, 1, 4])(dtype), .. Added([3, 4])(dtype)]),
        Sample("all closed to one query", [3, 2], [4, 2], [4, 2], Closed),
        Sample("an added mask", [2, 3, 2], [2, 4, 2], [2, 4, 2], Added([2, 3, 4])),
        Sample("a row that is added", [3, 2], [4, 2], [4, 2], Added([4])),
        Sample("a mask and causal", [3, 2], [3, 2], [3, 2], Mask([3, 3]), causal: true),
        Sample("dropped weights", [2, 2, 3, 2], [2, 2, 5, 2], [2, 2, 5, 3], dropout: 0.4),
        Sample("dropped weights across lanes, causal", [19, 3], [21, 3], [21, 2], causal: true, dropout: 0.1),
        Sample("all weights dropped", [2, 3], [4, 3], [4, 2], dropout: 1),
        Sample("no batches", [0, 3, 2], [0, 4, 2], [0, 4, 2]),
        Sample("no queries", [0, 2], [4, 2], [4, 3]),
        Sample("no keys", [2, 3], [0, 3], [0, 2]),
        Sample("no features", [2, 0], [3, 0], [3, 2]),
        Sample("no values", [2, 2], [3, 2], [3, 0]),
    ];

    public static IReadOnlyList<OpError> Errors { get; } =
    [
        new("the query is [2, 3], the key [4, 2] and the value [4, 2]; expected [..., L, E], [..., S, E] and [..., S, V]",
            () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 2]), Tensor.Ones([4, 2])]),
        new("the query is [2, 3], the key [4, 3] and the value [5, 3]",
            () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([5, 3])]),
        new("the query is [2, 4, 3], the key [1, 4, 3] and the value [1, 4, 3]; expected [..., L, E], [..., S, E] and [..., S, V] " +
            "with the same axes in front. BroadcastTo repeats one of them",
            () => [Tensor.Ones([2, 4, 3]), Tensor.Ones([1, 4, 3]), Tensor.Ones([1, 4, 3])]),
        new("the query is [3], the key [3] and the value [3]", () => [Tensor.Ones([3]), Tensor.Ones([3]), Tensor.Ones([3])]),
        new("the mask is [4, 2] and the scores are [2, 4]; expected a mask that broadcasts to them",
            () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4, 2])]),
        new("the mask is [1, 2, 4] and the scores are [2, 4]",
            () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4, 3]), Tensor.Ones([1, 2, 4])]),
        new("the mask is Int64; expected Bool, of which true may be attended to, or Float32",
            () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4, 3]), Tensor.From([1L, 1, 0, 1])]),
        new("the mask is Float64; expected Bool, of which true may be attended to, or Float32",
            () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4, 3]), Tensor.Ones([2, 4], DType.Float64)]),
        new("the inputs are Float32 and Float64; expected one type",
            () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3], DType.Float64), Tensor.Ones([4, 3])]),
        new("scale is NaN; expected a finite number", () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4, 3])],
            new() { ["scale"] = double.NaN }),
        new("dropout is 1.5; expected a probability from 0 to 1", () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4, 3])],
            new() { ["dropout"] = 1.5 }),
        new("generator is [1, 2]; expected seed and offset", () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4, 3])],
            new() { ["generator"] = new[] { 1, 2 } }),
        new("the attribute 'scale' is true; expected a number", () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4, 3])],
            new() { ["scale"] = true }),
        new("expected 3 inputs, got 2", () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3])]),
        new("expected 5 inputs, got 6", () => [.. Enumerable.Repeat(Tensor.Ones([1, 1]), 6)]),
    ];

    /// <summary>True for some, but not at the end of a row.</summary>
    public static Func<DType, Tensor[]> Mask(Shape shape) =>
        _ => [Tensor.From([.. Enumerable.Range(0, shape.Count).Select(i => i * i % 3 != 1 || i % 4 == 0)], shape)];

    private static Func<DType, Tensor[]> Added(Shape shape) => dtype => [OpSamples.Spread(shape, dtype, phase: 3)];

    private static Tensor[] Closed(DType dtype) =>
        [Tensor.From([.. Enumerable.Range(0, 12).Select(i => i is < 4 or > 9 or 8)], [3, 4])];

    private static OpSample Sample(string name, Shape query, Shape key, Shape value, Func<DType, Tensor[]>? masks = null,
        bool causal = false, double? scale = null, double dropout = 0) => new(
        name,
        dtype =>
        [
            OpSamples.Spread(query, dtype, -1, 1), OpSamples.Spread(key, dtype, -1, 1, phase: 1), OpSamples.Spread(value, dtype, phase: 2),
            .. masks is null ? [] : masks(dtype),
        ],
        new()
        {
            ["causal"] = causal,
            ["scale"] = scale,
            ["dropout"] = dropout,
            ["generator"] = new[] { 5, 0, 3, 0 },
        });
}
