namespace Autograd.Core;

/// <summary>
/// Attention made of ops that holds all weights: for higher derivatives, for whom the weights are the result, and for a mask that has a
/// gradient. What is closed is left out by selection, as by the fused loops.
/// </summary>
internal sealed class ComposedAttention
{
    // Instead of −∞, for a row that is all closed is a number too, until it is left out.
    private const double Lowest = float.MinValue;

    private readonly Tensor _query, _key, _value;
    private readonly Tensor? _open;
    private readonly double _scale;

    /// <summary>Computes the weights.</summary>
    /// <param name="query">The queries, [..., L, E].</param>
    /// <param name="key">The keys, [..., S, E].</param>
    /// <param name="value">The values, [..., S, V].</param>
    /// <param name="masks">Bool masks, of which true may be attended to, and masks that are added to the scores.</param>
    /// <param name="causal">Whether a query sees only keys up to its own position.</param>
    /// <param name="scale">The factor of the scores, or null for 1/√E.</param>
    public ComposedAttention(Tensor query, Tensor key, Tensor value, ReadOnlySpan<Tensor> masks, bool causal, double? scale)
    {
        (_query, _key, _value, _scale) = (query, key, value, scale ?? AttentionInputs.DefaultScale(query.Shape[^1]));
        Tensor scores = Product(query, key.Transpose()) * Number(_scale);
        _open = causal ? Triangle(scores.Shape) : null;
        foreach (Tensor mask in masks)
        {
            Tensor open = mask;
            if (mask.DType != DType.Bool)
            {
                open = !mask.EqualTo(double.NegativeInfinity);
                scores += Tensor.Where(open, mask, 0);
            }

            _open = _open is null ? open : _open & open;
        }

        Weights = scores.Count == 0 ? scores
            : _open is null ? scores.Softmax(-1)
            : Tensor.Where(_open, Tensor.Where(_open, scores, Lowest).Softmax(-1), 0);
    }

    /// <summary>The weights, [..., L, S]: 0 for what is closed, and each row's sum 1, or 0 where all is.</summary>
    public Tensor Weights { get; }

    public Tensor ByQuery { get; private set; } = null!;

    public Tensor ByKey { get; private set; } = null!;

    public Tensor ByValue { get; private set; } = null!;

    public Tensor ByScores { get; private set; } = null!;

    /// <summary>The gradients, for one that arrived at the output.</summary>
    public void Differentiate(Tensor upstream, Tensor output)
    {
        // A query that nothing depends on is as one that attends to nothing.
        Tensor isUsed = upstream.NotEqualTo(0).To(upstream.DType).Sum(-1, keepDims: true).GreaterThan(0);
        Tensor counts = isUsed & Weights.NotEqualTo(0), weights = Tensor.Where(counts, Weights, 0);
        Tensor byWeights = Product(upstream, _value.Transpose()) - Chain.Of(upstream, output).Sum(-1, keepDims: true);
        ByScores = Chain.Of(weights, Tensor.Where(counts, byWeights, 0));
        ByValue = Product(weights.Transpose(), upstream);
        Tensor scaled = ByScores * Number(_scale);
        ByQuery = Product(scaled, _key);
        ByKey = Product(scaled.Transpose(), _query);
    }

    /// <summary>A product in which zeros of one factor leave the other out, forwards and backwards, where that is not finite.</summary>
    public static Tensor Product(Tensor left, Tensor right) => IsFinite(left) && IsFinite(right)
        ? left.MatMul(right)
        : Chain.Of(left.Unsqueeze(-1), right.Unsqueeze(-3)).Sum(-2);

    private static bool IsFinite(Tensor x) => x.Abs().LessThan(double.PositiveInfinity).All();

    private Tensor Number(double number) => Tensor.Full(Shape.Scalar, number, _query.DType);

    private static Tensor Triangle(Shape scores)
    {
        int queries = scores[^2], keys = scores[^1];
        bool[] open = new bool[queries * keys];
        for (int i = 0; i < queries; i++)
        {
            open.AsSpan(i * keys, Math.Min(i + 1, keys)).Fill(true);
        }

        return Tensor.From(open, [queries, keys]);
    }
}
