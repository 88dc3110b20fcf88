namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Scaled dot-product attention: for each query the mean of the values, weighted by softmax(s · q·kᵀ + mask) (Vaswani et al., 2017,
    /// arXiv:1706.03762). This tensor holds the queries.
    /// </summary>
    /// <param name="key">The keys, [..., S, E] for queries of [..., L, E], with the same axes in front.</param>
    /// <param name="value">The values, [..., S, V].</param>
    /// <param name="mask">
    /// What may be attended to, of a shape that broadcasts to [..., L, S]: Bool, of which true may, as everywhere in this library; or
    /// numbers
    /// of the queries' type, which are added to the scores, so that −∞ may not.
    /// </param>
    /// <param name="causal">Whether a query may attend only to keys up to its own position, both counted from the first.</param>
    /// <param name="scale">The factor s of the scores; null for 1/√E.</param>
    /// <param name="keyMask">A second mask, which must allow it too: of keys, say, as [N, 1, 1, S].</param>
    /// <returns>A tensor of shape [..., L, V].</returns>
    /// <remarks>
    /// A query that may attend to nothing gives 0 and has the gradient 0, where PyTorch's modules give NaN. What may not be attended to
    /// counts for nothing, be it NaN or infinite. Of the scores only some hundred keys' are held at a time; with createGraph, and where a
    /// mask
    /// has a gradient, all are.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or the scale is not finite.</exception>
    public Tensor ScaledDotProductAttention(
        Tensor key, Tensor value, Tensor? mask = null, bool causal = false, double? scale = null, Tensor? keyMask = null)
    {
        Op op = ScaledDotProductAttentionOp.Of(causal, scale);
        return (mask, keyMask) switch
        {
            (null, null) => op.Apply(this, key, value),
            (null, { } one) => op.Apply(this, key, value, one),
            ({ } one, null) => op.Apply(this, key, value, one),
            ({ } one, { } other) => op.Apply(this, key, value, one, other),
        };
    }
}

internal sealed class ScaledDotProductAttentionOp : Op
{
    private static readonly Op s_plain = new ScaledDotProductAttentionOp(false, null);
    private static readonly Op s_causal = new ScaledDotProductAttentionOp(true, null);

    private readonly bool _causal;
    private readonly double? _scale;

    private ScaledDotProductAttentionOp(bool causal, double? scale)
        : base("scaled_dot_product_attention", causal, AttentionInputs.Value(scale))
    {
        _causal = causal;
        _scale = scale;
        if (scale is double factor)
        {
            WithCoefficient(nameof(scale), Expect.Finite(factor, Name, nameof(scale)));
        }
    }

    public static Op Of(bool causal, double? scale) =>
        scale is null ? causal ? s_causal : s_plain : new ScaledDotProductAttentionOp(causal, scale);

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        AttentionInputs.ExpectCount(this, inputs, 3);
        ExpectFloats(inputs[..3]);
        Tensor query = inputs[0], key = inputs[1], value = inputs[2];
        if (!Fit(query.Shape, key.Shape, value.Shape))
        {
            throw new ArgumentException(
                $"{Name}: the query is {query.Shape}, the key {key.Shape} and the value {value.Shape}; expected [..., L, E], [..., S, " +
                $"E] and [..., S, V] with the same axes in front. BroadcastTo repeats one of them.");
        }

        AttentionTask task = Task(inputs);
        AttentionInputs.ExpectMasks(this, in task, query.DType, inputs[3..]);
        Tensor output = Result(query.Shape.With(query.Rank - 1, task.ValueSize, Name), query.DType);
        Tensor? kept = call.IsRecorded ? Result(Shape.Of([query.Shape.CountOf(..^1), Attention.KeptPerQuery], Name), query.DType) : null;
        Attention.Forward(in task, HeadView.Of(output, task.Queries, task.ValueSize), kept is null ? default : kept.Elements());
        if (kept is not null)
        {
            call.Keep(kept);
        }

        return output;
    }

    protected override void Differentiate(Pullback call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        if (call.IsRecording || AttentionInputs.NeedsMask(call, 3))
        {
            var all = new ComposedAttention(inputs[0], inputs[1], inputs[2], inputs[3..], _causal, _scale);
            all.Differentiate(call.Upstream);
            call.Set(0, all.ByQuery);
            call.Set(1, all.ByKey);
            call.Set(2, all.ByValue);
            AttentionInputs.SetMasks(call, 3, all.ByScores);
            return;
        }

        AttentionTask task = Task(inputs);
        Attention.Backward(in task, HeadView.Of(call.Output, task.Queries, task.ValueSize), call.Kept[0],
            HeadView.Of(call.Upstream, task.Queries, task.ValueSize), To(call, 0), To(call, 1), To(call, 2));
    }

    private static bool Fit(Shape query, Shape key, Shape value) =>
        query.Rank >= 2 && key.Rank == query.Rank && value.Rank == query.Rank && key[^1] == query[^1] && value[^2] == key[^2]
        && query.Sizes[..^2].SequenceEqual(key.Sizes[..^2]) && query.Sizes[..^2].SequenceEqual(value.Sizes[..^2]);

    private static HeadView To(Pullback call, int input) => call.Destination(input) is { } gradient
        ? HeadView.Of(gradient, gradient.Shape[^2], gradient.Shape[^1])
        : default;

    private AttentionTask Task(ReadOnlySpan<Tensor> inputs)
    {
        Shape query = inputs[0].Shape, value = inputs[2].Shape;
        return new()
        {
            Batch = Shape.Of(query.Sizes[..^2]),
            Queries = query[^2],
            Keys = value[^2],
            KeySize = query[^1],
            ValueSize = value[^1],
            Scale = _scale ?? AttentionInputs.DefaultScale(query[^1]),
            Causal = _causal,
            Query = HeadView.Of(inputs[0], query[^2], query[^1]),
            Key = HeadView.Of(inputs[1], value[^2], query[^1]),
            Value = HeadView.Of(inputs[2], value[^2], value[^1]),
            Mask = inputs.Length > 3 ? new(inputs[3]) : default,
            OtherMask = inputs.Length > 4 ? new(inputs[4]) : default,
        };
    }

    public static OpDefinition Definition => new()
    {
        Name = "scaled_dot_product_attention",
        Category = OpCategory.Sequences,
        Formula = @"y_i = \sum_j p_{ij} v_j, \quad p_i = \operatorname{softmax}_j(s \, q_i \cdot k_j + m_{ij})",
        Source = "Vaswani et al., Attention is all you need, 2017 (arXiv:1706.03762)",
        Derivative =
            @"\frac{\partial}{\partial v_j} = \sum_i p_{ij} g_i, \quad \frac{\partial}{\partial m_{ij}} = p_{ij} \, g_i \cdot (v_j - " +
            @"y_i) = d_{ij}, \quad \frac{\partial}{\partial q_i} = s \sum_j d_{ij} k_j, \quad \frac{\partial}{\partial k_j} = s \sum_i " +
            @"d_{ij} q_i",
        Usage =
            "What looks for what is like itself in a sequence, wherever it is. Heads are an axis in front; MultiHeadAttention makes " +
            "them of one. A mask of truth values says what may be attended to. Time grows with the product of the lengths, memory with " +
            "their sum.",
        Example = new(() => Tensor.From([1.0, 0.0], [1, 2]).ScaledDotProductAttention(
            key: Tensor.From([4.0, 0.0, 0.0, 4.0, 9.0, 9.0], [3, 2]),
            value: Tensor.From([1.0, 2.0, 100.0], [3, 1]),
            mask: Tensor.From([true, true, false]))),
        Parameters =
        [
            new("causal", false, "Whether a query may attend only to keys up to its own position, both counted from the first."),
            new("scale", default, "The factor of the scores; none for 1/√E."),
        ],
        Make = attributes => Of(attributes.Flag("causal"), AttentionInputs.Number(attributes, "scale")),
        Samples = AttentionEvidence.Samples,
        Errors = AttentionEvidence.Errors,
    };
}
