using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A stack of <see cref="TransformerEncoderLayer"/>s (Vaswani et al., 2017, arXiv:1706.03762), whose input and output are of one shape,
/// [N, L, E] or [L, E]. Each is drawn on its own, where PyTorch's encoder begins with copies of one.
/// </summary>
/// <example><code>
/// var encoder = new TransformerEncoder(6, () => new TransformerEncoderLayer(64, heads: 4, normFirst: true), new LayerNorm(64));
/// </code></example>
public sealed class TransformerEncoder : Layer
{
    /// <summary>A stack of layers, each made by itself.</summary>
    /// <param name="count">How many layers.</param>
    /// <param name="make">Makes a layer, another one each time.</param>
    /// <param name="norm">A normalization behind the last layer, of use where the layers are normalized in front; null for none.</param>
    /// <exception cref="ArgumentException">There are less than 1, or one is null or made twice.</exception>
    public TransformerEncoder(int count, Func<TransformerEncoderLayer> make, Layer? norm = null)
    {
        Expect.AtLeast(1, count, nameof(TransformerEncoder));
        ArgumentNullException.ThrowIfNull(make);
        Layers = [];
        for (int i = 0; i < count; i++)
        {
            TransformerEncoderLayer layer = make();
            if (layer is null || Layers.Contains(layer))
            {
                throw new ArgumentException(
                    $"TransformerEncoder: layer {i} that make gave is {(layer is null ? "null" : "an earlier one")}; expected a new " +
                    $"one each time.",
                    nameof(make));
            }

            Layers.Add(layer);
        }

        Norm = norm;
    }

    /// <summary>The layers, first to last.</summary>
    public ModuleList<TransformerEncoderLayer> Layers { get; private init => field = Register(value); }

    /// <summary>The normalization behind the last layer, or null.</summary>
    public Layer? Norm { get; private init => field = Register(value); }

    /// <summary>The same where not all may be attended to; the masks hold in every layer.</summary>
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

    private Tensor Encode(Tensor x, Tensor? mask, Tensor? keyMask)
    {
        for (int i = 0; i < Layers.Count; i++)
        {
            x = Layers[i].Forward(x, mask, keyMask);
        }

        return Norm is null ? x : Norm.Forward(x);
    }
}
