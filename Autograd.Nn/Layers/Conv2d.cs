using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A convolution along the last two axes, <see cref="Tensor.Conv2d"/>: [batch, in, height, width] becomes [batch, out, height', width'],
/// and what has no batch stays without; the sizes are as of <see cref="Conv1d"/> along either axis. Weights are drawn as by
/// <see cref="KaimingNormal"/>, and biases start at 0.
/// </summary>
/// <param name="inChannels">The channels of the input.</param>
/// <param name="outChannels">The channels of the output.</param>
/// <param name="kernelSize">How many taps the kernel has, down and across.</param>
/// <param name="stride">How far each window is from the next; null for 1.</param>
/// <param name="padding">How many positions are added to each side of the input, or <see cref="Padding.Same"/>.</param>
/// <param name="dilation">How far apart the taps of the kernel are; null for 1.</param>
/// <param name="groups">Into how many groups the channels are divided, each convolved by itself.</param>
/// <param name="bias">Whether a bias is added.</param>
/// <param name="paddingMode">What the padding holds.</param>
/// <param name="weightInitializer">How the weights are drawn.</param>
/// <param name="biasInitializer">How the biases are drawn.</param>
/// <exception cref="ArgumentException">A number is too small, or the groups do not divide the channels.</exception>
public sealed class Conv2d(
    int inChannels, int outChannels, Size2d kernelSize, Size2d? stride = null, Padding padding = default, Size2d? dilation = null,
    int groups = 1, bool bias = true, PaddingMode paddingMode = PaddingMode.Zeros, Initializer? weightInitializer = null,
    Initializer? biasInitializer = null)
    : ConvolutionLayer(
        new()
        {
            Dimensions = 2,
            Stride = stride ?? 1,
            Padding = padding,
            Dilation = dilation ?? 1,
            Groups = groups,
            Mode = paddingMode,
        },
        inChannels, outChannels, [kernelSize.Height, kernelSize.Width], bias, weightInitializer, biasInitializer)
{
    /// <summary>How many taps the kernel has, down and across.</summary>
    public Size2d KernelSize { get; } = kernelSize;

    /// <summary>How far each window is from the next.</summary>
    public Size2d Stride { get; } = stride ?? 1;

    /// <summary>How many positions are added to each side of the input.</summary>
    public Padding Padding { get; } = padding;

    /// <summary>How far apart the taps of the kernel are.</summary>
    public Size2d Dilation { get; } = dilation ?? 1;

    /// <summary>What the padding holds.</summary>
    public PaddingMode PaddingMode { get; } = paddingMode;
}
