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
    /// numbers of the queries' type, which are added to the scores, so that −∞ may not.
    /// </param>
    /// <param name="causal">Whether a query may attend only to keys up to its own position, both counted from the first.</param>
    /// <param name="scale">The factor s of the scores; null for 1/√E.</param>
    /// <param name="keyMask">A second mask, which must allow it too: of keys, say, as [N, 1, 1, S].</param>
    /// <param name="dropout">The probability that a weight is left out, from 0 to 1; the others are divided by 1 − dropout.</param>
    /// <param name="generator">What decides it, where there is dropout: it moves on by one word for each weight.</param>
    /// <returns>A tensor of shape [..., L, V].</returns>
    /// <remarks>
    /// A query that may attend to nothing gives 0 and has the gradient 0, where PyTorch's modules give NaN. What may not be attended to, or
    /// is dropped, counts for nothing, be it NaN or infinite. Which weights are dropped depends on the generator's seed and offset and on
    /// their place, not on the number of threads. Of the scores only some hundred keys' are held at a time, dropout or not; with
    /// createGraph, and where a mask has a gradient, all are.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit, the scale is not finite, dropout is no probability, or its generator is missing.
    /// </exception>
    public Tensor ScaledDotProductAttention(Tensor key, Tensor value, Tensor? mask = null, bool causal = false, double? scale = null,
        Tensor? keyMask = null, double dropout = AttentionSettings.DefaultDropout, Generator? generator = null)
    {
        Span<Tensor> tensors = [this, key, value, null!, null!];
        return ScaledDotProductAttentionOp.Of(causal, scale, dropout, generator).Apply(tensors, mask, keyMask, generator);
    }
}

internal sealed class ScaledDotProductAttentionOp : AttentionOp
{
    private const string Title = "scaled_dot_product_attention";

    private static readonly ScaledDotProductAttentionOp s_plain = new(AttentionSettings.Of(Title, false, null));
    private static readonly ScaledDotProductAttentionOp s_causal = new(AttentionSettings.Of(Title, true, null));

    private ScaledDotProductAttentionOp(AttentionSettings settings)
        : base(Title, 3, settings)
    {
    }

    public static ScaledDotProductAttentionOp Of(bool causal, double? scale, double dropout, Generator? generator) =>
        scale is null && dropout == 0 ? causal ? s_causal : s_plain : new(AttentionSettings.Of(Title, causal, scale, dropout, generator));

    protected override void ExpectShapes(ReadOnlySpan<Tensor> tensors)
    {
        Shape query = tensors[0].Shape, key = tensors[1].Shape, value = tensors[2].Shape;
        if (!Fit(query, key, value))
        {
            throw new ArgumentException(
                $"{Name}: the query is {query}, the key {key} and the value {value}; expected [..., L, E], [..., S, E] and [..., S, V] " +
                "with the same axes in front. BroadcastTo repeats one of them.");
        }
    }

    protected override AttentionTask Task(ReadOnlySpan<Tensor> inputs)
    {
        Shape query = inputs[0].Shape, value = inputs[2].Shape;
        return new()
        {
            Batch = Shape.Of(query.Sizes[..^2]),
            Queries = query[^2],
            Keys = value[^2],
            KeySize = query[^1],
            ValueSize = value[^1],
            Query = Heads(inputs[0]),
            Key = Heads(inputs[1]),
            Value = Heads(inputs[2]),
        };
    }

    protected override Shape OutputOf(ReadOnlySpan<Tensor> inputs) =>
        inputs[0].Shape.With(inputs[0].Rank - 1, inputs[2].Shape[^1], Name);

    protected override HeadView Heads(Tensor x) => HeadView.Of(x, x.Shape[^2], x.Shape[^1]);

    protected override Tensor Compose(Pullback call, ReadOnlySpan<Tensor> masks)
    {
        var all = new ComposedAttention(call.Inputs[0], call.Inputs[1], call.Inputs[2], masks, Settings);
        all.Differentiate(call.Upstream);
        call.Set(0, all.ByQuery);
        call.Set(1, all.ByKey);
        call.Set(2, all.ByValue);
        return all.ByScores;
    }

    protected override void Destinations(Pullback call, out HeadView byQuery, out HeadView byKey, out HeadView byValue) =>
        (byQuery, byKey, byValue) = (To(call, 0), To(call, 1), To(call, 2));

    private HeadView To(Pullback call, int input) => call.Destination(input) is { } gradient ? Heads(gradient) : default;

    private static bool Fit(Shape query, Shape key, Shape value) =>
        query.Rank >= 2 && key.Rank == query.Rank && value.Rank == query.Rank && key[^1] == query[^1] && value[^2] == key[^2]
        && query.Sizes[..^2].SequenceEqual(key.Sizes[..^2]) && query.Sizes[..^2].SequenceEqual(value.Sizes[..^2]);

    public static OpDefinition Definition => new()
    {
        Name = Title,
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
        Parameters = AttentionSettings.Parameters,
        Make = attributes => new ScaledDotProductAttentionOp(AttentionSettings.Of(attributes)),
        Samples = AttentionEvidence.Samples,
        Errors = AttentionEvidence.Errors,
    };
}
