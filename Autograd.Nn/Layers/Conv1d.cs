using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A convolution along the last axis, <see cref="Tensor.Conv1d"/>: [batch, in, length] becomes [batch, out, length'], and what has no batch
/// stays without; length' = ⌊(length + 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1. Weights are drawn as by
/// <see cref="KaimingNormal"/>, and biases start at 0.
/// </summary>
/// <param name="inChannels">The channels of the input.</param>
/// <param name="outChannels">The channels of the output.</param>
/// <param name="kernelSize">How many taps the kernel has.</param>
/// <param name="stride">How far each window is from the next.</param>
/// <param name="padding">How many positions are added to each side of the input, or <see cref="Padding.Same"/>.</param>
/// <param name="dilation">How far apart the taps of the kernel are.</param>
/// <param name="groups">Into how many groups the channels are divided, each convolved by itself.</param>
/// <param name="bias">Whether a bias is added.</param>
/// <param name="paddingMode">What the padding holds.</param>
/// <param name="weightInitializer">How the weights are drawn.</param>
/// <param name="biasInitializer">How the biases are drawn.</param>
/// <exception cref="ArgumentException">A number is too small, or the groups do not divide the channels.</exception>
public sealed class Conv1d(
    int inChannels, int outChannels, int kernelSize, int stride = 1, Padding padding = default, int dilation = 1, int groups = 1,
    bool bias = true, PaddingMode paddingMode = PaddingMode.Zeros, Initializer? weightInitializer = null,
    Initializer? biasInitializer = null)
    : ConvolutionLayer(
        new()
        {
            Dimensions = 1,
            Stride = ConvolutionSettings.OfOne(stride, neutral: 1),
            Padding = padding.OfOne(nameof(Conv1d)),
            Dilation = ConvolutionSettings.OfOne(dilation, neutral: 1),
            Groups = groups,
            Mode = paddingMode,
        },
        inChannels, outChannels, [kernelSize], bias, weightInitializer, biasInitializer)
{
    /// <summary>How many taps the kernel has.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>How far each window is from the next.</summary>
    public int Stride { get; } = stride;

    /// <summary>How many positions are added to each side of the input.</summary>
    public Padding Padding { get; } = padding;

    /// <summary>How far apart the taps of the kernel are.</summary>
    public int Dilation { get; } = dilation;

    /// <summary>What the padding holds.</summary>
    public PaddingMode PaddingMode { get; } = paddingMode;
}
