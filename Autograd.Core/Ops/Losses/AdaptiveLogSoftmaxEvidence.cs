namespace Autograd.Core;

/// <summary>The evidence of <see cref="AdaptiveLogSoftmaxOp"/>.</summary>
internal static class AdaptiveLogSoftmaxEvidence
{
    private const string Op = AdaptiveLogSoftmaxOp.Title;

    public static OpSample[] Samples { get; } =
    [
        Sample("one cluster", [2, 5], [4, 0, 1, 2], 3, [2]),
        Sample("three clusters", [3, 5, 6, 9], [8, 2, 4, 5, 0, 3, 6], 4, [2, 1, 1]),
        Sample("three clusters with bias", [3, 5, 6, 9], [8, 2, 4, 5, 0, 3, 6], 4, [2, 1, 1], bias: true),
        Sample("head only", [3, 6], [0, 2, 1], 3, [2], bias: true),
        Sample("a cluster untouched", [2, 4, 7], [1, 5, 6], 3, [2, 1]),
        Sample("the same class twice", [2, 5], [4, 4, 4], 3, [2]),
        Sample("no hidden features", [2, 5, 8], [4, 7, 0], 3, [1, 0]),
        Sample("many classes", [5, 40], [36, 5, 2], 2, [1]),
        Sample("some ignored", [2, 5], [4, -100, 1, -100, 2], 3, [2], bias: true),
        Sample("a class ignored", [2, 5], [4, 3, 1, 0], 3, [2], ignoreIndex: 3),
        Sample("all ignored", [2, 5], [-100, -100], 3, [2], bias: true),
        Sample("sequences", [2, 5], [4, 0, 1, 2, 3, -1], 3, [2], batch: [2, 3], ignoreIndex: -1),
        Sample("one alone", [2, 5], [3], 3, [2], batch: []),
        Sample("empty", [2, 5], [], 3, [2]),
    ];

    public static OpError[] Errors { get; } =
    [
        Error("the target at [1] is 6; expected a class from 0 to 5 of 6, or -100 to ignore it",
            inputs => inputs[1] = Tensor.From([0L, 6])),
        Error("the target at [0] is -1; expected a class from 0 to 5 of 6", inputs => inputs[1] = Tensor.From([-1L, 0])),
        Error("the targets are Float32; class indices are Int64: convert with To(DType.Int64)", inputs => inputs[1] = Tensor.Ones([2])),
        Error(
            "the input is [2, 3] and the targets [3]; expected an input [..., features] with targets [...]",
            inputs => inputs[1] = Tensor.From([0L, 1, 2])),
        Error("the input is [] and the targets [2]", inputs => inputs[0] = Tensor.Ones([])),
        Error("the head's weight is [3, 4]; expected [cutoff + 1, 3]", inputs => inputs[2] = Tensor.Ones([3, 4])),
        Error("the head's weight is [1, 3]; expected [cutoff + 1, 3]", inputs => inputs[2] = Tensor.Ones([1, 3])),
        Error("the head's bias is [2]; expected [3]", inputs => inputs[3] = Tensor.Ones([2])),
        Error(
            "the projection of cluster 0 is [2, 3] and its weight [4, 1]; expected [hidden, 3] and [classes, hidden]",
            inputs => inputs[5] = Tensor.Ones([4, 1])),
        Error("the projection of cluster 0 is [2, 4] and its weight [4, 2]", inputs => inputs[4] = Tensor.Ones([2, 4])),
        Error("the projection of cluster 0 is [2, 3] and its weight [0, 2]", inputs => inputs[5] = Tensor.Ones([0, 2])),
        Error("input 0 is Int64; expected Float32 or Float64", inputs => inputs[0] = Tensor.From([1L, 2], [2, 1])),
        Error("the inputs are Float32 and Float64; expected one type", inputs => inputs[5] = Tensor.Ones([4, 2], DType.Float64)),
        new(
            $"{Op}: expected the input, the targets, the head's weight, its bias if it has one",
            () => [Tensor.Ones([2, 3]), Tensor.From([0L, 1]), Tensor.Ones([3, 3])]),
    ];

    // The bounds are where the head and each cluster end.
    private static OpSample Sample(
        string name, int[] bounds, long[] targets, int features, int[] hidden, bool bias = false, Shape? batch = null,
        int ignoreIndex = ClassTargets.DefaultIgnoreIndex) => new(
        name,
        dtype =>
        {
            Shape shape = batch ?? [targets.Length];
            int head = bounds[0] + hidden.Length;
            List<Tensor> inputs = [Numbers([.. shape.Sizes, features], 0), Tensor.From(targets, shape), Numbers([head, features], 1)];
            if (bias)
            {
                inputs.Add(Numbers([head], 2));
            }

            for (int i = 0; i < hidden.Length; i++)
            {
                inputs.AddRange(Numbers([hidden[i], features], 3 + (2 * i)), Numbers([bounds[i + 1] - bounds[i], hidden[i]], 4 + (2 * i)));
            }

            return [.. inputs];

            Tensor Numbers(Shape shape, int phase) => OpSamples.Spread(shape, dtype, -1.5, 1.5, phase);
        },
        new() { ["ignoreIndex"] = ignoreIndex });

    private static OpError Error(string message, Action<Tensor[]> spoil) => new(
        $"{Op}: {message}",
        () =>
        {
            Tensor[] inputs = [Tensor.Ones([2, 3]), Tensor.From([0L, 5]), Tensor.Ones([3, 3]), Tensor.Ones([3]), Tensor.Ones([2, 3]),
                Tensor.Ones([4, 2])];
            spoil(inputs);
            return inputs;
        });
}
