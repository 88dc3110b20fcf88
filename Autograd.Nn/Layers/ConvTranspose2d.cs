using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A transposed convolution along the last two axes, <see cref="Tensor.ConvTranspose2d"/>: [batch, in, height, width] becomes
/// [batch, out, height', width'], and what has no batch stays without; the sizes are as of <see cref="ConvTranspose1d"/> along either axis.
/// Weights are drawn as by <see cref="KaimingNormal"/>, with in / groups · kernel / stride for the fan-in, and biases start at 0.
/// </summary>
/// <param name="inChannels">The channels of the input.</param>
/// <param name="outChannels">The channels of the output.</param>
/// <param name="kernelSize">How many taps the kernel has, down and across.</param>
/// <param name="stride">How far apart the windows of two neighbouring elements are; null for 1.</param>
/// <param name="padding">How many positions are cut off each side of the output.</param>
/// <param name="outputPadding">
/// How many positions are added below and to the right of the output, less than the stride or the dilation.
/// </param>
/// <param name="groups">Into how many groups the channels are divided, each convolved by itself.</param>
/// <param name="bias">Whether a bias is added.</param>
/// <param name="dilation">How far apart the taps of the kernel are; null for 1.</param>
/// <param name="weightInitializer">How the weights are drawn.</param>
/// <param name="biasInitializer">How the biases are drawn.</param>
/// <exception cref="ArgumentException">A number is too small or too large, or the groups do not divide the channels.</exception>
public sealed class ConvTranspose2d(
    int inChannels, int outChannels, Size2d kernelSize, Size2d? stride = null, Size2d padding = default, Size2d outputPadding = default,
    int groups = 1, bool bias = true, Size2d? dilation = null, Initializer? weightInitializer = null,
    Initializer? biasInitializer = null)
    : ConvolutionLayer(
        new()
        {
            Dimensions = 2,
            IsTransposed = true,
            Stride = stride ?? 1,
            Padding = padding,
            OutputPadding = outputPadding,
            Groups = groups,
            Dilation = dilation ?? 1,
        },
        inChannels, outChannels, [kernelSize.Height, kernelSize.Width], bias, weightInitializer, biasInitializer)
{
    /// <summary>How many taps the kernel has, down and across.</summary>
    public Size2d KernelSize { get; } = kernelSize;

    /// <summary>How far apart the windows of two neighbouring elements are.</summary>
    public Size2d Stride { get; } = stride ?? 1;

    /// <summary>How many positions are cut off each side of the output.</summary>
    public Size2d Padding { get; } = padding;

    /// <summary>How many positions are added below and to the right of the output.</summary>
    public Size2d OutputPadding { get; } = outputPadding;

    /// <summary>How far apart the taps of the kernel are.</summary>
    public Size2d Dilation { get; } = dilation ?? 1;
}
