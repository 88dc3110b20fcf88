using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The mean of each window of the last axis (<see cref="Tensor.AvgPool1d"/>): [batch, channels, length] becomes
/// [batch, channels, length'], and what has no batch stays without; length' = ⌊(length + 2·padding − kernelSize) / stride⌋ + 1.
/// </summary>
/// <param name="kernelSize">How many elements a window has.</param>
/// <param name="stride">From one window to the next; the size of the kernel where not given.</param>
/// <param name="padding">How far the windows reach beyond either end, where zeros are; half of the kernel at most.</param>
/// <param name="ceilMode">Whether what is left at the end is a window too, if it begins within the input or the padding before it.</param>
/// <param name="countIncludePad">Whether the zeros of the padding count; what lies beyond them never does.</param>
/// <param name="divisorOverride">What to divide all sums by instead of the number of cells.</param>
/// <exception cref="ArgumentException">A number is too small, the padding more than half of the kernel, or the divisor 0.</exception>
public sealed class AvgPool1d(
    int kernelSize, int? stride = null, int padding = 0, bool ceilMode = false,
    bool countIncludePad = AvgPoolOp.DefaultCountIncludePad, int? divisorOverride = null)
    : PoolingLayer(AvgPool1dOp.Make(kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride))
{
    /// <summary>How many elements a window has.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>From one window to the next.</summary>
    public int Stride { get; } = stride ?? kernelSize;

    /// <summary>How far the windows reach beyond either end.</summary>
    public int Padding { get; } = padding;

    /// <summary>Whether what is left at the end is a window too.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <summary>Whether the zeros of the padding count.</summary>
    public bool CountIncludePad { get; } = countIncludePad;

    /// <summary>What all sums are divided by, or null for the number of cells.</summary>
    public int? DivisorOverride { get; } = divisorOverride;
}
