namespace Autograd.Core;

/// <summary>
/// Attention made of ops that holds all weights: for higher derivatives, for whom the weights are the result, and for a mask that has a
/// gradient. What is closed is left out by selection, as by the fused loops.
/// </summary>
internal sealed class ComposedAttention
{
    private static readonly Op s_product = new ProductOp();

    private readonly Tensor _query, _key, _value;
    private readonly AttentionSettings _settings;

    /// <summary>Computes the weights.</summary>
    /// <param name="query">The queries, [..., L, E].</param>
    /// <param name="key">The keys, [..., S, E].</param>
    /// <param name="value">The values, [..., S, V].</param>
    /// <param name="masks">Bool masks, of which true may be attended to, and masks that are added to the scores.</param>
    /// <param name="settings">What else attention is told.</param>
    public ComposedAttention(Tensor query, Tensor key, Tensor value, ReadOnlySpan<Tensor> masks, AttentionSettings settings)
    {
        (_query, _key, _value, _settings) = (query, key, value, settings);
        Tensor scores = Product(query, key.Transpose()) * Scale;
        Tensor open = IsOpen(scores);
        foreach (Tensor mask in masks)
        {
            if (mask.DType == DType.Bool)
            {
                open &= mask;
                continue;
            }

            // What is −∞ stays so, whatever is added.
            scores += Tensor.Where(IsOpen(mask), mask, 0);
            open = open & IsOpen(mask) & IsOpen(scores);
        }

        open = settings.Causal ? open & Triangle(scores.Shape[^2], scores.Shape[^1]) : open;

        Weights = scores.Count == 0 ? scores : Softmax(Tensor.Where(open, scores, double.NegativeInfinity));
    }

    /// <summary>The weights, [..., L, S]: 0 for what is closed, and each row's sum 1, or 0 where all is.</summary>
    public Tensor Weights { get; }

    /// <summary>The weights as the dropout leaves them.</summary>
    public Tensor Dropped => Drop(Weights);

    public Tensor ByQuery { get; private set; } = null!;

    public Tensor ByKey { get; private set; } = null!;

    public Tensor ByValue { get; private set; } = null!;

    public Tensor ByScores { get; private set; } = null!;

    /// <summary>The gradients, for one that arrived at the output.</summary>
    public void Differentiate(Tensor upstream)
    {
        // A query that nothing depends on is as one that attends to nothing.
        Tensor isUsed = upstream.NotEqualTo(0).To(upstream.DType).Sum(-1, keepDims: true).GreaterThan(0);
        Tensor counts = isUsed & Weights.NotEqualTo(0), weights = Tensor.Where(counts, Weights, 0);
        Tensor byWeights = Tensor.Where(counts, Drop(Product(upstream, _value.Transpose())), 0);

        // Where all of a query's weight is at one key, this leaves none of the score.
        ByScores = Chain.Of(weights, byWeights - Chain.Of(weights, byWeights).Sum(-1, keepDims: true));
        ByValue = Product(_settings.Drop(weights.Transpose()), upstream);
        Tensor scaled = ByScores * Scale;
        ByQuery = Product(scaled, _key);
        ByKey = Product(scaled.Transpose(), _query);
    }

    /// <summary>A product in which zeros of one factor leave the other out, forwards and backwards, where that is not finite.</summary>
    public static Tensor Product(Tensor left, Tensor right) =>
        Attention.IsFinite(left) && Attention.IsFinite(right) ? left.MatMul(right) : s_product.Apply(left, right);

    // Scores of a row that is all closed are replaced by numbers, and its weights by 0.
    private static Tensor Softmax(Tensor scores) => Tensor.Where(
        IsOpen(scores), Tensor.Where(IsOpen(scores.Max(-1, keepDims: true)), scores, 0).Softmax(-1), 0);

    private static Tensor IsOpen(Tensor scores) => scores.NotEqualTo(double.NegativeInfinity);

    private Tensor Scale =>
        Tensor.Full(Shape.Scalar, _settings.Scale ?? AttentionInputs.DefaultScale(_query.Shape[^1]), _query.DType);

    private Tensor Drop(Tensor x) => _settings.Dropout == 0 ? x : _settings.Drop(x.Transpose()).Transpose();

    private static Tensor Triangle(int queries, int keys)
    {
        Tensor open = Tensor.Result([queries, keys], DType.Bool);
        Span<byte> left = ((ArrayView)open).Bytes;
        left.Clear();
        for (int i = 0; i < queries; i++, left = left[keys..])
        {
            left[..Math.Min(i + 1, keys)].Fill(1);
        }

        return open;
    }

    private sealed class ProductOp() : Op("attention_product")
    {
        protected override Tensor Forward(OpCall call)
        {
            Tensor left = call.Inputs[0], right = call.Inputs[1];
            Tensor product = Result(left.Shape.With(left.Rank - 1, right.Shape[^1], Name), left.DType);
            Attention.Product(left, right, product);
            return product;
        }

        protected override void Differentiate(Pullback call)
        {
            Tensor left = call.Inputs[0], right = call.Inputs[1];
            call.Set(0, Product(call.Upstream, right.Transpose()));
            call.Set(1, Product(left.Transpose(), call.Upstream));
        }
    }
}
