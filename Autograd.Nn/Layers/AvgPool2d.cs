using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The mean of each window of the last two axes (<see cref="Tensor.AvgPool2d"/>): [batch, channels, height, width] becomes
/// [batch, channels, height', width'], and what has no batch stays without; the sizes are as of <see cref="AvgPool1d"/> along either axis.
/// </summary>
/// <param name="kernelSize">The height and width of a window.</param>
/// <param name="stride">From one window to the next; the size of the kernel where not given.</param>
/// <param name="padding">How far the windows reach beyond either edge, where zeros are; half of the kernel at most.</param>
/// <param name="ceilMode">Whether what is left at an edge is a window too, if it begins within the input or the padding before it.</param>
/// <param name="countIncludePad">Whether the zeros of the padding count; what lies beyond them never does.</param>
/// <param name="divisorOverride">What to divide all sums by instead of the number of cells.</param>
/// <exception cref="ArgumentException">A number is too small, the padding more than half of the kernel, or the divisor 0.</exception>
public sealed class AvgPool2d(
    Size2d kernelSize, Size2d? stride = null, Size2d padding = default, bool ceilMode = false,
    bool countIncludePad = AvgPoolOp.DefaultCountIncludePad, int? divisorOverride = null)
    : PoolingLayer(AvgPool2dOp.Make(kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride))
{
    /// <summary>The height and width of a window.</summary>
    public Size2d KernelSize { get; } = kernelSize;

    /// <summary>From one window to the next.</summary>
    public Size2d Stride { get; } = stride ?? kernelSize;

    /// <summary>How far the windows reach beyond either edge.</summary>
    public Size2d Padding { get; } = padding;

    /// <summary>Whether what is left at an edge is a window too.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <summary>Whether the zeros of the padding count.</summary>
    public bool CountIncludePad { get; } = countIncludePad;

    /// <summary>What all sums are divided by, or null for the number of cells.</summary>
    public int? DivisorOverride { get; } = divisorOverride;
}
