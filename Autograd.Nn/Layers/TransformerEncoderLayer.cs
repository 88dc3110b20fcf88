using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A block of a transformer (Vaswani et al., 2017, arXiv:1706.03762): attention of a sequence to itself, then a network of two layers at
/// each position, both with a residual connection and a normalization, which stands behind the sum, or in front of the branch
/// (<c>normFirst</c>; Xiong et al., 2020, arXiv:2002.04745), where deep stacks train without a warm-up.
/// </summary>
/// <remarks>
/// x = Norm1(x + SelfAttn(x)), x = Norm2(x + Linear2(f(Linear1(x)))), or with the normalization first x += SelfAttn(Norm1(x)),
/// x += Linear2(f(Linear1(Norm2(x)))). A mask means what may be attended to, as everywhere in this library; the batch comes first unless
/// <c>batchFirst: false</c>. In use the layer computes what it does in training without dropout: positions that are padding get numbers
/// too, where PyTorch's fast path gives zeros.
/// </remarks>
public sealed class TransformerEncoderLayer : Layer
{
    /// <summary>
    /// A block whose weights are drawn as by <see cref="MultiHeadAttention"/> and <see cref="Linear"/>, in
    /// <see cref="Initialization.PyTorch"/> too.
    /// </summary>
    /// <param name="embedDim">The size E of the last axis of what comes in and goes out.</param>
    /// <param name="heads">The number of heads, which divides E.</param>
    /// <param name="feedForward">The width of the network at each position.</param>
    /// <param name="dropout">
    /// The probability with which weights of the attention, units of the network and what both add are left out in training.
    /// </param>
    /// <param name="activation">The nonlinearity f; null for <see cref="Relu"/>.</param>
    /// <param name="normFirst">Whether each branch is normalized in front, or else each sum.</param>
    /// <param name="causal">Whether a position may attend only to itself and those before.</param>
    /// <param name="bias">Whether the projections add biases.</param>
    /// <param name="batchFirst">Whether sequences are [N, L, E], or else [L, N, E].</param>
    /// <param name="epsilon">What the normalizations add to the variance.</param>
    /// <param name="seed">The seed of what is dropped; null to fork from the model's by each part's path.</param>
    /// <exception cref="ArgumentException">
    /// A size is less than 1, the heads do not divide E, or the dropout is no probability.
    /// </exception>
    public TransformerEncoderLayer(int embedDim, int heads, int feedForward = 2048, double dropout = 0.1, Activation? activation = null,
        bool normFirst = false, bool causal = false, bool bias = true, bool batchFirst = true, double epsilon = NormOp.DefaultEpsilon,
        ulong? seed = null)
    {
        AttentionShapes.ExpectHeads(embedDim, heads, nameof(TransformerEncoderLayer));
        Expect.AtLeast(1, feedForward, nameof(TransformerEncoderLayer));
        DropOp.ExpectProbability(dropout, nameof(TransformerEncoderLayer));
        NormFirst = normFirst;
        SelfAttn = new MultiHeadAttention(embedDim, heads, dropout, causal, bias, batchFirst: batchFirst, seed: Seed(0));
        Linear1 = new Linear(embedDim, feedForward, bias);
        Activation = activation ?? new Relu();
        Dropout = new Dropout(dropout, Seed(1));
        Linear2 = new Linear(feedForward, embedDim, bias);
        Norm1 = new LayerNorm(embedDim, epsilon, bias: bias);
        Norm2 = new LayerNorm(embedDim, epsilon, bias: bias);
        Dropout1 = new Dropout(dropout, Seed(2));
        Dropout2 = new Dropout(dropout, Seed(3));

        // Each part drops by itself.
        ulong? Seed(ulong part) => seed is ulong given ? new Generator(given).Fork(part).Seed : null;
    }

    /// <summary>The attention.</summary>
    public MultiHeadAttention SelfAttn { get; private init => field = Register(value); }

    /// <summary>The first layer of the network at each position.</summary>
    public Linear Linear1 { get; private init => field = Register(value); }

    /// <summary>The nonlinearity behind it.</summary>
    public Activation Activation { get; private init => field = Register(value); }

    /// <summary>The dropout behind that.</summary>
    public Dropout Dropout { get; private init => field = Register(value); }

    /// <summary>The second layer of the network.</summary>
    public Linear Linear2 { get; private init => field = Register(value); }

    /// <summary>The normalization of the attention's branch or sum.</summary>
    public LayerNorm Norm1 { get; private init => field = Register(value); }

    /// <summary>The normalization of the network's.</summary>
    public LayerNorm Norm2 { get; private init => field = Register(value); }

    /// <summary>The dropout of what the attention adds.</summary>
    public Dropout Dropout1 { get; private init => field = Register(value); }

    /// <summary>The dropout of what the network adds.</summary>
    public Dropout Dropout2 { get; private init => field = Register(value); }

    /// <summary>Whether each branch is normalized in front, or else each sum.</summary>
    public bool NormFirst { get; }

    /// <summary>The same where not all may be attended to.</summary>
    /// <param name="input">The sequences.</param>
    /// <param name="mask">Which positions each may attend to, as <see cref="MultiHeadAttention"/> takes it, or null.</param>
    /// <param name="keyMask">Which positions are no padding, [N, L], or null.</param>
    /// <exception cref="ArgumentException">The shapes or types do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor? mask, Tensor? keyMask = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Enter((this, input, mask, keyMask), static given => given.Item1.Encode(given.input, given.mask, given.keyMask));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Encode(input, null, null);

    /// <inheritdoc/>
    protected override string Describe() =>
        $"TransformerEncoderLayer({SelfAttn.EmbedDim}, {SelfAttn.Heads} heads, {Linear1.OutFeatures}, " +
        $"{(NormFirst ? "norm first" : "norm last")})";

    internal override double GainBehind(Module part) => part == Linear1 ? Activation.Gain : 1;

    private Tensor Encode(Tensor x, Tensor? mask, Tensor? keyMask)
    {
        AttentionShapes.ExpectNumbers(x.Shape, x.DType, nameof(TransformerEncoderLayer));
        if (NormFirst)
        {
            x += Attend(Norm1.Forward(x), mask, keyMask);
            return x + FeedForward(Norm2.Forward(x));
        }

        x = Norm1.Forward(x + Attend(x, mask, keyMask));
        return Norm2.Forward(x + FeedForward(x));
    }

    private Tensor Attend(Tensor x, Tensor? mask, Tensor? keyMask) =>
        Dropout1.Forward(mask is null && keyMask is null ? SelfAttn.Forward(x) : SelfAttn.Forward(x, x, x, mask, keyMask).Output);

    private Tensor FeedForward(Tensor x) =>
        Dropout2.Forward(Linear2.Forward(Dropout.Forward(Activation.Forward(Linear1.Forward(x)))));
}
