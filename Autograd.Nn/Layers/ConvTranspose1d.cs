using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A transposed convolution along the last axis, <see cref="Tensor.ConvTranspose1d"/>: [batch, in, length] becomes [batch, out, length'],
/// and what has no batch stays without; length' = (length − 1)·stride − 2·padding + dilation·(kernelSize − 1) + outputPadding + 1. Weights
/// are drawn as by <see cref="KaimingNormal"/>, with in / groups · kernel / stride for the fan-in, and biases start at 0.
/// </summary>
/// <param name="inChannels">The channels of the input.</param>
/// <param name="outChannels">The channels of the output.</param>
/// <param name="kernelSize">How many taps the kernel has.</param>
/// <param name="stride">How far apart the windows of two neighbouring elements are.</param>
/// <param name="padding">How many positions are cut off each side of the output.</param>
/// <param name="outputPadding">How many positions are added behind the output, less than the stride or the dilation.</param>
/// <param name="groups">Into how many groups the channels are divided, each convolved by itself.</param>
/// <param name="bias">Whether a bias is added.</param>
/// <param name="dilation">How far apart the taps of the kernel are.</param>
/// <param name="weightInitializer">How the weights are drawn.</param>
/// <param name="biasInitializer">How the biases are drawn.</param>
/// <exception cref="ArgumentException">A number is too small or too large, or the groups do not divide the channels.</exception>
public sealed class ConvTranspose1d(
    int inChannels, int outChannels, int kernelSize, int stride = 1, int padding = 0, int outputPadding = 0, int groups = 1,
    bool bias = true, int dilation = 1, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    : ConvolutionLayer(
        new()
        {
            Dimensions = 1,
            IsTransposed = true,
            Stride = ConvolutionSettings.OfOne(stride, neutral: 1),
            Padding = ConvolutionSettings.OfOne(padding, neutral: 0),
            OutputPadding = ConvolutionSettings.OfOne(outputPadding, neutral: 0),
            Groups = groups,
            Dilation = ConvolutionSettings.OfOne(dilation, neutral: 1),
        },
        inChannels, outChannels, [kernelSize], bias, weightInitializer, biasInitializer)
{
    /// <summary>How many taps the kernel has.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>How far apart the windows of two neighbouring elements are.</summary>
    public int Stride { get; } = stride;

    /// <summary>How many positions are cut off each side of the output.</summary>
    public int Padding { get; } = padding;

    /// <summary>How many positions are added behind the output.</summary>
    public int OutputPadding { get; } = outputPadding;

    /// <summary>How far apart the taps of the kernel are.</summary>
    public int Dilation { get; } = dilation;
}
