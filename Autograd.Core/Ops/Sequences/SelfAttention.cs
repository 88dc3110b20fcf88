namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// <see cref="ScaledDotProductAttention"/> of a sequence to itself in several heads, whose queries, keys and values lie side by side,
    /// as one projection makes them; nothing is copied to tell the heads apart (Vaswani et al., 2017, arXiv:1706.03762).
    /// </summary>
    /// <param name="heads">
    /// The number of heads h. The last axis of this tensor, [..., L, 3·E], holds E numbers of queries, E of keys and E of values, each
    /// h times E/h.
    /// </param>
    /// <param name="mask">
    /// What may be attended to, of a shape that broadcasts to [..., h, L, L]: Bool, of which true may, as everywhere in this library; or
    /// numbers of the tensor's type, which are added to the scores, so that −∞ may not.
    /// </param>
    /// <param name="causal">Whether a position may attend only to itself and those before.</param>
    /// <param name="scale">The factor of the scores; null for √(h/E).</param>
    /// <param name="keyMask">A second mask, which must allow it too: of keys, say, as [N, 1, 1, L].</param>
    /// <param name="dropout">The probability that a weight is left out, from 0 to 1; the others are divided by 1 − dropout.</param>
    /// <param name="generator">What decides it, where there is dropout: it moves on by one word for each weight.</param>
    /// <returns>A tensor of shape [..., L, E].</returns>
    /// <remarks>As for <see cref="ScaledDotProductAttention"/>.</remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit, the scale is not finite, dropout is no probability, or its generator is missing.
    /// </exception>
    public Tensor SelfAttention(int heads, Tensor? mask = null, bool causal = false, double? scale = null, Tensor? keyMask = null,
        double dropout = AttentionSettings.DefaultDropout, Generator? generator = null)
    {
        Span<Tensor> tensors = [this, null!, null!];
        return new SelfAttentionOp(heads, AttentionSettings.Of(SelfAttentionOp.Title, causal, scale, dropout, generator))
            .Apply(tensors, mask, keyMask, generator);
    }
}

internal sealed class SelfAttentionOp : AttentionOp
{
    public const string Title = "self_attention";

    // Queries, keys and values.
    private const int Parts = 3;

    private readonly int _heads;

    public SelfAttentionOp(int heads, AttentionSettings settings)
        : base(Title, 1, settings, heads) => _heads = Expect.AtLeast(1, heads, Name);

    protected override void ExpectShapes(ReadOnlySpan<Tensor> tensors)
    {
        Shape packed = tensors[0].Shape;
        if (packed.Rank < 2 || packed[^1] % ((long)Parts * _heads) != 0)
        {
            throw new ArgumentException(
                $"{Name}: the input is {packed} for {_heads} heads; expected [..., L, 3·E] of queries, keys and values side by side, " +
                "with an E that the heads divide.");
        }
    }

    protected override AttentionTask Task(ReadOnlySpan<Tensor> inputs)
    {
        Tensor packed = inputs[0];
        int length = packed.Shape[^2], size = packed.Shape[^1] / Parts / _heads;
        return new()
        {
            Batch = Shape.Of(packed.Shape.Sizes[..^2]),
            Heads = _heads,
            Queries = length,
            Keys = length,
            KeySize = size,
            ValueSize = size,
            Query = Heads(packed, Parts, 0),
            Key = Heads(packed, Parts, 1),
            Value = Heads(packed, Parts, 2),
        };
    }

    protected override Shape OutputOf(ReadOnlySpan<Tensor> inputs) =>
        inputs[0].Shape.With(inputs[0].Rank - 1, inputs[0].Shape[^1] / Parts, Name);

    protected override HeadView Heads(Tensor x) => Heads(x, 1, 0);

    protected override Tensor Compose(Pullback call, ReadOnlySpan<Tensor> masks)
    {
        Tensor[] parts = call.Inputs[0].Split(-1, Parts);
        var all = new ComposedAttention(Split(parts[0]), Split(parts[1]), Split(parts[2]), masks, Settings);
        all.Differentiate(Split(call.Upstream));
        call.Set(0, Tensor.Concatenate([Join(all.ByQuery), Join(all.ByKey), Join(all.ByValue)], axis: -1));
        return all.ByScores;
    }

    protected override void Destinations(Pullback call, out HeadView byQuery, out HeadView byKey, out HeadView byValue)
    {
        (byQuery, byKey, byValue) = (default, default, default);
        if (call.Destination(0) is { } gradient)
        {
            (byQuery, byKey, byValue) = (Heads(gradient, Parts, 0), Heads(gradient, Parts, 1), Heads(gradient, Parts, 2));
        }
    }

    // [..., L, E] to [..., h, L, E/h], and back.
    private Tensor Split(Tensor x) =>
        x.Reshape([.. x.Shape.Sizes[..^1], _heads, x.Shape[^1] / _heads]).Transpose(-3, -2);

    private static Tensor Join(Tensor x) => x.Transpose(-3, -2).Flatten(x.Rank - 2);

    // The heads of one of some parts that lie side by side in the last axis.
    private HeadView Heads(Tensor x, int parts, int part)
    {
        int row = x.Shape[^1], size = row / parts;
        return new(x, part * size, x.Shape[^2] * row, size / _heads, row);
    }

    public static OpDefinition Definition => new()
    {
        Name = Title,
        Category = OpCategory.Sequences,
        Formula = @"y_i^h = \sum_j p_{ij}^h v_j^h, \quad p_i^h = \operatorname{softmax}_j(s \, q_i^h \cdot k_j^h + m_{ij}), \quad x_i = " +
            @"(q_i^1 \dots q_i^H, \, k_i^1 \dots k_i^H, \, v_i^1 \dots v_i^H)",
        Source = "Vaswani et al., Attention is all you need, 2017 (arXiv:1706.03762)",
        Derivative = @"\text{that of scaled\_dot\_product\_attention, head by head}",
        Usage =
            "What MultiHeadAttention computes between its projections, where a sequence attends to itself. For keys and values from " +
            "elsewhere take ScaledDotProductAttention.",
        Example = new(() => Tensor.From([1.0, 0.0, 0.0, 1.0, 5.0, 7.0], [2, 3]).SelfAttention(heads: 1, causal: true)),
        Parameters =
        [
            new("heads", 1, "The number of heads, which divides a third of the last axis."),
            .. AttentionSettings.Parameters,
        ],
        Make = attributes => new SelfAttentionOp(attributes.Integer("heads"), AttentionSettings.Of(attributes)),
        Samples =
        [
            Sample("no batch", [3, 6], 1),
            Sample("two heads", [2, 3, 12], 2),
            Sample("causal", [2, 4, 6], 2, causal: true),
            Sample("across lanes", [17, 57], 1),
            Sample("a mask for all", [2, 3, 6], 1, AttentionEvidence.Mask([3, 3])),
            Sample("a mask of keys", [2, 3, 6], 2, AttentionEvidence.Mask([2, 1, 1, 3])),
            Sample("a mask of heads", [2, 3, 12], 2, AttentionEvidence.Mask([2, 3, 3])),
            Sample("masks that are added", [2, 3, 6], 2,
                dtype => [OpSamples.Spread([2, 2, 3, 3], dtype, phase: 3), OpSamples.Spread([3], dtype, phase: 4)], scale: 0.7),
            Sample("dropped weights", [2, 3, 12], 2, causal: true, dropout: 0.4),
            Sample("no batches", [0, 3, 6], 2),
            Sample("no positions", [2, 0, 6], 2),
            Sample("no features", [2, 3, 0], 2),
        ],
        Errors =
        [
            new("self_attention: the input is [2, 8] for 1 heads; expected [..., L, 3·E]", () => [Tensor.Ones([2, 8])]),
            new("self_attention: the input is [2, 12] for 3 heads; expected [..., L, 3·E] of queries, keys and values side by side, " +
                "with an E that the heads divide", () => [Tensor.Ones([2, 12])], new() { ["heads"] = 3 }),
            new("self_attention: the input is [6] for 1 heads", () => [Tensor.Ones([6])]),
            new("self_attention: heads is 0; expected 1 or more", () => [Tensor.Ones([2, 6])], new() { ["heads"] = 0 }),
            new("self_attention: scale is NaN; expected a finite number", () => [Tensor.Ones([2, 6])], new() { ["scale"] = double.NaN }),
            new("self_attention: dropout is -0.5; expected a probability from 0 to 1", () => [Tensor.Ones([2, 6])],
                new() { ["dropout"] = -0.5 }),
            new("self_attention: the mask is [3, 2] and the scores are [2, 2, 2]; expected a mask that broadcasts to them",
                () => [Tensor.Ones([2, 6]), Tensor.Ones([3, 2])], new() { ["heads"] = 2 }),
            new("self_attention: the mask is Int64; expected Bool, of which true may be attended to",
                () => [Tensor.Ones([2, 6]), Tensor.From([1L, 0])]),
            new("self_attention: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2, 3], [1, 3])]),
            new("self_attention: expected 3 inputs, got 4", () => [.. Enumerable.Repeat(Tensor.Ones([1, 3]), 4)]),
        ],
    };

    private static OpSample Sample(string name, Shape packed, int heads, Func<DType, Tensor[]>? masks = null, bool causal = false,
        double? scale = null, double dropout = 0) => new(
        name,
        dtype => [OpSamples.Spread(packed, dtype, -1, 1), .. masks is null ? [] : masks(dtype)],
        new() { ["heads"] = heads, ["causal"] = causal, ["scale"] = scale, ["dropout"] = dropout });
}
