using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The largest element of each window of the last axis (<see cref="Tensor.MaxPool1d"/>): [batch, channels, length] becomes
/// [batch, channels, length'], and what has no batch stays without; length' = ⌊(length + 2·padding − dilation·(kernelSize − 1) − 1) /
/// stride⌋ + 1.
/// </summary>
/// <param name="kernelSize">How many elements a window has.</param>
/// <param name="stride">From one window to the next; the size of the kernel where not given.</param>
/// <param name="padding">How far the windows reach beyond either end, where nothing is; half of the kernel at most.</param>
/// <param name="dilation">From one element of a window to the next.</param>
/// <param name="ceilMode">Whether what is left at the end is a window too, if it begins within the input or the padding before it.</param>
/// <exception cref="ArgumentException">A number is too small, or the padding more than half of the kernel.</exception>
public sealed class MaxPool1d(
    int kernelSize, int? stride = null, int padding = 0, int dilation = MaxPoolOp.DefaultDilation, bool ceilMode = false)
    : PoolingLayer(MaxPool1dOp.Make(kernelSize, stride, padding, dilation, ceilMode))
{
    /// <summary>How many elements a window has.</summary>
    public int KernelSize { get; } = kernelSize;

    /// <summary>From one window to the next.</summary>
    public int Stride { get; } = stride ?? kernelSize;

    /// <summary>How far the windows reach beyond either end.</summary>
    public int Padding { get; } = padding;

    /// <summary>From one element of a window to the next.</summary>
    public int Dilation { get; } = dilation;

    /// <summary>Whether what is left at the end is a window too.</summary>
    public bool CeilMode { get; } = ceilMode;
}
