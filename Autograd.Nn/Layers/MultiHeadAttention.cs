using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Attention in several heads (Vaswani et al., 2017, arXiv:1706.03762): queries, keys and values are projected, each head takes a share of
/// the features and gives for each query the mean of its values, weighted by how well their keys match, and a last projection joins the
/// heads. As a layer it attends from a sequence to itself.
/// </summary>
/// <remarks>
/// A mask has one meaning everywhere: true may be attended to, which is the opposite of PyTorch's MultiheadAttention. A query that may
/// attend to nothing gets zeros from every head, and so the bias of <see cref="OutProj"/>, and weights of 0 (PyTorch: NaN). The batch comes
/// first, unless <c>batchFirst: false</c> says otherwise (in PyTorch it is the other way round).
/// </remarks>
public sealed class MultiHeadAttention : Layer
{
    private readonly bool _isPacked;

    /// <summary>
    /// A layer whose projections are drawn as by <see cref="KaimingNormal"/>, biases 0. By <see cref="Initialization.PyTorch"/> the
    /// projections of queries, keys and values are drawn as one matrix by <see cref="XavierUniform"/>, the last one evenly in ±1/√E.
    /// </summary>
    /// <param name="embedDim">The size E of the query's last axis, and of the output's.</param>
    /// <param name="heads">The number of heads, which divides E.</param>
    /// <param name="dropout">The probability with which a weight is left out in training.</param>
    /// <param name="causal">Whether a query may attend only to keys up to its own position.</param>
    /// <param name="bias">Whether the projections add biases.</param>
    /// <param name="kDim">The size of the key's last axis, if it is another.</param>
    /// <param name="vDim">The size of the value's.</param>
    /// <param name="batchFirst">Whether tensors are [N, L, E], or else [L, N, E].</param>
    /// <param name="seed">The seed of the dropout; null to fork from the model's by the layer's path.</param>
    /// <exception cref="ArgumentException">
    /// A size is less than 1, the heads do not divide E, or the dropout is no probability.
    /// </exception>
    public MultiHeadAttention(int embedDim, int heads, double dropout = 0, bool causal = false, bool bias = true, int? kDim = null,
        int? vDim = null, bool batchFirst = true, ulong? seed = null)
    {
        (EmbedDim, Heads) = AttentionShapes.ExpectHeads(embedDim, heads, nameof(MultiHeadAttention));
        KDim = Expect.AtLeast(1, kDim ?? embedDim, nameof(MultiHeadAttention), nameof(kDim));
        VDim = Expect.AtLeast(1, vDim ?? embedDim, nameof(MultiHeadAttention), nameof(vDim));
        Expect.Fits(nameof(MultiHeadAttention), ("projections", 3), (nameof(embedDim), embedDim), (nameof(embedDim), embedDim));
        Expect.Fits(nameof(MultiHeadAttention), (nameof(embedDim), embedDim), (nameof(kDim), KDim));
        Expect.Fits(nameof(MultiHeadAttention), (nameof(embedDim), embedDim), (nameof(vDim), VDim));
        Dropout = DropOp.ExpectProbability(dropout, nameof(MultiHeadAttention));
        Random = dropout > 0 ? new RandomStream(seed) : null;
        (BatchFirst, IsCausal) = (batchFirst, causal);
        _isPacked = KDim == embedDim && VDim == embedDim;
        InProjWeight = _isPacked ? Projection(3 * embedDim, embedDim) : null;
        QProjWeight = _isPacked ? null : Projection(embedDim, embedDim);
        KProjWeight = _isPacked ? null : Projection(embedDim, KDim);
        VProjWeight = _isPacked ? null : Projection(embedDim, VDim);
        InProjBias = bias ? new Parameter([3 * embedDim], new Constant(0), decays: false) : null;
        OutProj = new Linear(embedDim, embedDim, bias, biasInitializer: new Constant(0));
    }

    /// <summary>The projections of queries, keys and values, [3·E, E]; null where their sizes differ.</summary>
    public Parameter? InProjWeight { get; private init => field = Register(value); }

    /// <summary>The projection of queries, [E, E], where the sizes differ.</summary>
    public Parameter? QProjWeight { get; private init => field = Register(value); }

    /// <summary>The projection of keys, [E, kDim], where the sizes differ.</summary>
    public Parameter? KProjWeight { get; private init => field = Register(value); }

    /// <summary>The projection of values, [E, vDim], where the sizes differ.</summary>
    public Parameter? VProjWeight { get; private init => field = Register(value); }

    /// <summary>The biases of queries, keys and values, [3·E], or null.</summary>
    public Parameter? InProjBias { get; private init => field = Register(value); }

    /// <summary>The projection that joins the heads.</summary>
    public Linear OutProj { get; private init => field = Register(value); }

    /// <summary>What decides which weights are left out, or null where none are.</summary>
    public RandomStream? Random { get; private init => field = Register(value); }

    /// <summary>The size of the query's last axis, and of the output's.</summary>
    public int EmbedDim { get; }

    /// <summary>The number of heads.</summary>
    public int Heads { get; }

    /// <summary>The size of the key's last axis.</summary>
    public int KDim { get; }

    /// <summary>The size of the value's last axis.</summary>
    public int VDim { get; }

    /// <summary>Whether tensors are [N, L, E], or else [L, N, E].</summary>
    public bool BatchFirst { get; }

    /// <summary>Whether a query may attend only to keys up to its own position.</summary>
    public bool IsCausal { get; }

    /// <summary>The probability with which a weight is left out in training.</summary>
    public double Dropout { get; }

    /// <summary>Attends from queries to keys and their values. Without a batch the tensors have one axis less.</summary>
    /// <param name="query">The queries, [N, L, E], or [L, N, E] where the batch is not first.</param>
    /// <param name="key">The keys, [N, S, kDim].</param>
    /// <param name="value">The values, [N, S, vDim].</param>
    /// <param name="mask">
    /// Which keys each query may attend to, [L, S], [N, L, S], [N, heads, L, S] (of which a 1 in front stands for all) or [N·heads, L, S]:
    /// Bool, of which true may; or numbers of the input's type, which are added to the scores.
    /// </param>
    /// <param name="keyMask">Which keys may be attended to at all, [N, S]: Bool, of which true may (is no padding); or numbers.</param>
    /// <param name="weights">Which weights are to be given back.</param>
    /// <returns>
    /// The output, of the query's shape, and how much each query attended to each key, as the dropout left it: [N, L, S], or for each head
    /// [N, heads, L, S]; null where that was not asked for.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit.</exception>
    public (Tensor Output, Tensor? Weights) Forward(
        Tensor query, Tensor key, Tensor value, Tensor? mask = null, Tensor? keyMask = null, AttentionWeights weights = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return Enter((this, query, key, value, mask, keyMask, weights), static given => given.Item1.Attend(
            given.query, given.key, given.value, given.mask, given.keyMask, Expect.Member(given.weights, nameof(MultiHeadAttention))));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Attend(input, input, input, null, null, AttentionWeights.None).Output;

    /// <inheritdoc/>
    protected override string Describe() =>
        $"MultiHeadAttention({EmbedDim}, {Heads} heads{(IsCausal ? ", causal" : "")}{(BatchFirst ? "" : ", batch second")})";

    private static Parameter Projection(int outputs, int inputs) =>
        new([outputs, inputs], new KaimingNormal(1), pyTorchInitializer: new XavierUniform(1));

    private (Tensor Output, Tensor? Weights) Attend(
        Tensor query, Tensor key, Tensor value, Tensor? mask, Tensor? keyMask, AttentionWeights weights)
    {
        AttentionShapes shapes = new(this, query.Shape, key.Shape, value.Shape, query.DType);
        (mask, keyMask) = (shapes.OfMask(mask), shapes.OfKeyMask(keyMask));
        Generator? generator = IsTraining ? Random?.Generator : null;
        double dropout = generator is null ? 0 : Dropout;
        Tensor output;
        Tensor? given = null;
        if (_isPacked && query == key && query == value && weights == AttentionWeights.None)
        {
            output = Turned(query).Linear(InProjWeight!, InProjBias?.Value)
                .SelfAttention(Heads, mask, IsCausal, keyMask: keyMask, dropout: dropout, generator: generator);
        }
        else
        {
            Tensor[]? biases = InProjBias?.Value.Split(0, 3);
            Tensor[] projections = _isPacked ? InProjWeight!.Value.Split(0, 3) : [QProjWeight!, KProjWeight!, VProjWeight!];
            Tensor q = Split(Turned(query).Linear(projections[0], biases?[0])), k = Split(Turned(key).Linear(projections[1], biases?[1])),
                v = Split(Turned(value).Linear(projections[2], biases?[2]));
            if (weights == AttentionWeights.None)
            {
                output = q.ScaledDotProductAttention(k, v, mask, IsCausal, keyMask: keyMask, dropout: dropout, generator: generator);
            }
            else
            {
                AttentionSettings settings = AttentionSettings.Of(nameof(MultiHeadAttention), IsCausal, null, dropout, generator);
                given = new ComposedAttention(q, k, v, AttentionShapes.Given(mask, keyMask), settings).Dropped;
                generator?.Skip((ulong)given.Count);
                output = ComposedAttention.Product(given, v);
            }

            output = output.Transpose(-3, -2).Flatten(output.Rank - 2);
        }

        return (Turned(OutProj.Forward(output)), weights switch
        {
            AttentionWeights.None => null,
            AttentionWeights.Average => given!.Mean(-3),
            _ => given,
        });
    }

    // The batch in front, or back where it was.
    private Tensor Turned(Tensor x) => BatchFirst || x.Rank < 3 ? x : x.Transpose(0, 1);

    private Tensor Split(Tensor x) => x.Reshape([.. x.Shape.Sizes[..^1], Heads, EmbedDim / Heads]).Transpose(-3, -2);
}
