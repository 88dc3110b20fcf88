using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The largest element of each window of the last two axes (<see cref="Tensor.MaxPool2d"/>).</summary>
/// <param name="kernelSize">The height and width of a window.</param>
/// <param name="stride">From one window to the next; the size of the kernel where not given.</param>
/// <param name="padding">How far the windows reach beyond either edge, where nothing is; half of the kernel at most.</param>
/// <param name="dilation">From one element of a window to the next; 1 where not given.</param>
/// <param name="ceilMode">Whether what is left at an edge is a window too, if it begins within the input or the padding before it.</param>
/// <exception cref="ArgumentException">A number is too small, or the padding more than half of the kernel.</exception>
public sealed class MaxPool2d(
    Size2d kernelSize, Size2d? stride = null, Size2d padding = default, Size2d? dilation = null, bool ceilMode = false)
    : Pooling(MaxPool2dOp.Make(kernelSize, stride, padding, dilation, ceilMode));
