using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The largest element of each window of the last two axes (<see cref="Tensor.MaxPool2d"/>): [batch, channels, height, width] becomes
/// [batch, channels, height', width'], and what has no batch stays without; the sizes are as of <see cref="MaxPool1d"/> along either axis.
/// </summary>
/// <param name="kernelSize">The height and width of a window.</param>
/// <param name="stride">From one window to the next; the size of the kernel where not given.</param>
/// <param name="padding">How far the windows reach beyond either edge, where nothing is; half of the kernel at most.</param>
/// <param name="dilation">From one element of a window to the next; null for 1.</param>
/// <param name="ceilMode">Whether what is left at an edge is a window too, if it begins within the input or the padding before it.</param>
/// <exception cref="ArgumentException">A number is too small, or the padding more than half of the kernel.</exception>
public sealed class MaxPool2d(
    Size2d kernelSize, Size2d? stride = null, Size2d padding = default, Size2d? dilation = null, bool ceilMode = false)
    : PoolingLayer(MaxPool2dOp.Make(kernelSize, stride, padding, dilation, ceilMode))
{
    /// <summary>The height and width of a window.</summary>
    public Size2d KernelSize { get; } = kernelSize;

    /// <summary>From one window to the next.</summary>
    public Size2d Stride { get; } = stride ?? kernelSize;

    /// <summary>How far the windows reach beyond either edge.</summary>
    public Size2d Padding { get; } = padding;

    /// <summary>From one element of a window to the next.</summary>
    public Size2d Dilation { get; } = dilation ?? MaxPoolOp.DefaultDilation;

    /// <summary>Whether what is left at an edge is a window too.</summary>
    public bool CeilMode { get; } = ceilMode;
}
