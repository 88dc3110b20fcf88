using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A block with a shortcut around it, x + f(x): what the block learns is a difference, and its gradient reaches what is before it whole
/// (He et al., 2016, arXiv:1512.03385).
/// </summary>
/// <example><code>
/// new Residual(new Sequential(new Conv2d(8, 8, 3, padding: 1), new Relu(), new Conv2d(8, 8, 3, padding: 1)))
/// new Residual(new Conv2d(8, 16, 3, stride: 2, padding: 1), shortcut: new Conv2d(8, 16, 1, stride: 2))
/// </code></example>
public sealed class Residual : Layer
{
    /// <summary>A block with a shortcut.</summary>
    /// <param name="block">The block f.</param>
    /// <param name="shortcut">
    /// What the shortcut goes through where the block gives another shape than it takes: a projection; null for the input as it is.
    /// </param>
    public Residual(Layer block, Layer? shortcut = null)
    {
        ArgumentNullException.ThrowIfNull(block);
        Block = block;
        Shortcut = shortcut;
    }

    /// <summary>The block.</summary>
    public Layer Block { get; private init => field = Register(value); }

    /// <summary>What the shortcut goes through, or null.</summary>
    public Layer? Shortcut { get; private init => field = Register(value); }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        Tensor around = Shortcut?.Forward(input) ?? input, through = Block.Forward(input);
        return around.Shape == through.Shape ? around + through : throw new ArgumentException(
            $"Residual: the block makes {through.Shape} of the input {input.Shape}, and the shortcut gives {around.Shape}; expected " +
            "equal shapes. Give a projection as the shortcut, such as a convolution with a kernel of 1 and the block's stride.");
    }
}
