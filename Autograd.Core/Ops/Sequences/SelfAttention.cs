namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// <see cref="ScaledDotProductAttention"/> of a sequence to itself in several heads, whose queries, keys and values lie side by side,
    /// as
    /// one projection makes them; nothing is copied to tell the heads apart (Vaswani et al., 2017, arXiv:1706.03762).
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
    /// <returns>A tensor of shape [..., L, E].</returns>
    /// <remarks>As for <see cref="ScaledDotProductAttention"/>.</remarks>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or the scale is not finite.</exception>
    public Tensor SelfAttention(
        int heads, Tensor? mask = null, bool causal = false, double? scale = null, Tensor? keyMask = null)
    {
        Op op = new SelfAttentionOp(heads, causal, scale);
        return (mask, keyMask) switch
        {
            (null, null) => op.Apply(this),
            (null, { } one) => op.Apply(this, one),
            ({ } one, null) => op.Apply(this, one),
            ({ } one, { } other) => op.Apply(this, one, other),
        };
    }
}

internal sealed class SelfAttentionOp : Op
{
    // Queries, keys and values.
    private const int Parts = 3;

    private readonly int _heads;
    private readonly bool _causal;
    private readonly double? _scale;

    public SelfAttentionOp(int heads, bool causal, double? scale)
        : base("self_attention", heads, causal, AttentionInputs.Value(scale))
    {
        _heads = Expect.AtLeast(1, heads, Name);
        _causal = causal;
        _scale = scale;
        if (scale is double factor)
        {
            WithCoefficient(nameof(scale), Expect.Finite(factor, Name, nameof(scale)));
        }
    }

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        AttentionInputs.ExpectCount(this, inputs, 1);
        ExpectFloats(inputs[..1]);
        Tensor packed = inputs[0];
        if (packed.Rank < 2 || packed.Shape[^1] % ((long)Parts * _heads) != 0)
        {
            throw new ArgumentException(
                $"{Name}: the input is {packed.Shape} for {_heads} heads; expected [..., L, 3·E] of queries, keys and values side by " +
                $"side, with an E that the heads divide.");
        }

        AttentionTask task = Task(inputs);
        AttentionInputs.ExpectMasks(this, in task, packed.DType, inputs[1..]);
        Tensor output = Result(packed.Shape.With(packed.Rank - 1, packed.Shape[^1] / Parts, Name), packed.DType);
        Tensor? kept = call.IsRecorded
            ? Result(Shape.Of([packed.Shape.CountOf(..^1), _heads, Attention.KeptPerQuery], Name), packed.DType)
            : null;
        Attention.Forward(in task, Heads(output, 1, 0), kept is null ? default : kept.Elements());
        if (kept is not null)
        {
            call.Keep(kept);
        }

        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        if (call.IsRecording || AttentionInputs.NeedsMask(call, 1))
        {
            Tensor[] parts = inputs[0].Split(-1, Parts);
            var all = new ComposedAttention(Split(parts[0]), Split(parts[1]), Split(parts[2]), inputs[1..], _causal, _scale);
            all.Differentiate(Split(call.Upstream));
            call.Set(0, Tensor.Concatenate([Join(all.ByQuery), Join(all.ByKey), Join(all.ByValue)], axis: -1));
            AttentionInputs.SetMasks(call, 1, all.ByScores);
            return;
        }

        if (call.Destination(0) is { } gradient)
        {
            AttentionTask task = Task(inputs);
            Attention.Backward(in task, Heads(call.Output, 1, 0), call.Kept[0], Heads(call.Upstream, 1, 0), Heads(gradient, Parts, 0),
                Heads(gradient, Parts, 1), Heads(gradient, Parts, 2));
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

    private AttentionTask Task(ReadOnlySpan<Tensor> inputs)
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
            Scale = _scale ?? AttentionInputs.DefaultScale(size),
            Causal = _causal,
            Query = Heads(packed, Parts, 0),
            Key = Heads(packed, Parts, 1),
            Value = Heads(packed, Parts, 2),
            Mask = inputs.Length > 1 ? new(inputs[1]) : default,
            OtherMask = inputs.Length > 2 ? new(inputs[2]) : default,
        };
    }

    public static OpDefinition Definition => new()
    {
        Name = "self_attention",
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
            new("causal", false, "Whether a position may attend only to itself and those before."),
            new("scale", default, "The factor of the scores; none for one over the root of a head's size."),
        ],
        Make = attributes => new SelfAttentionOp(
            attributes.Integer("heads"), attributes.Flag("causal"), AttentionInputs.Number(attributes, "scale")),
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
            new("self_attention: the mask is [3, 2] and the scores are [2, 2, 2]; expected a mask that broadcasts to them",
                () => [Tensor.Ones([2, 6]), Tensor.Ones([3, 2])], new() { ["heads"] = 2 }),
            new("self_attention: the mask is Int64; expected Bool, of which true may be attended to",
                () => [Tensor.Ones([2, 6]), Tensor.From([1L, 0])]),
            new("self_attention: input 0 is Int64; expected Float32 or Float64", () => [Tensor.From([1L, 2, 3], [1, 3])]),
            new("self_attention: expected 3 inputs, got 4", () => [.. Enumerable.Repeat(Tensor.Ones([1, 3]), 4)]),
        ],
    };

    private static OpSample Sample(string name, Shape packed, int heads, Func<DType, Tensor[]>? masks = null, bool causal = false,
        double? scale = null) => new(
        name,
        dtype => [OpSamples.Spread(packed, dtype, -1, 1), .. masks is null ? [] : masks(dtype)],
        new() { ["heads"] = heads, ["causal"] = causal, ["scale"] = AttentionInputs.Value(scale) });
}
