namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The largest element of each window of the last two axes.</summary>
    /// <param name="kernelSize">The height and width of a window.</param>
    /// <param name="stride">From one window to the next; the size of the kernel where not given.</param>
    /// <param name="padding">How far the windows reach beyond either edge, where nothing is; half of the kernel at most.</param>
    /// <param name="dilation">From one element of a window to the next; 1 where not given.</param>
    /// <param name="ceilMode">
    /// Whether what is left at an edge is a window too, if it begins within the input or the padding before it.
    /// </param>
    /// <returns>
    /// A tensor of shape [..., height, width], each ⌊(size + 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1, for one of
    /// [batch, channels, height, width] or [channels, height, width].
    /// </returns>
    /// <inheritdoc cref="MaxPool1d"/>
    public Tensor MaxPool2d(
        Size2d kernelSize, Size2d? stride = null, Size2d padding = default, Size2d? dilation = null, bool ceilMode = false) =>
        MaxPool2dOp.Make(kernelSize, stride, padding, dilation, ceilMode).Apply(this);
}

internal static class MaxPool2dOp
{
    private const string Name = "max_pool2d";

    public static Op Make(Size2d kernelSize, Size2d? stride, Size2d padding, Size2d? dilation, bool ceilMode) => MaxPoolOp.Make(
        Name, 2, PoolingGeometry.Numbers(kernelSize), PoolingGeometry.Numbers(stride), PoolingGeometry.Numbers(padding),
        PoolingGeometry.Numbers(dilation ?? MaxPoolOp.DefaultDilation), ceilMode);

    public static OpDefinition Definition => MaxPoolOp.Define(
        Name, 2, @"y_{ij} = \max_{k, l} x_{s i + d k - p, \, s j + d l - p}",
        new(() => Tensor.From([1.0, 3.0, 2.0, 5.0, 4.0, 0.0, 7.0, 6.0], [1, 2, 4]).MaxPool2d(kernelSize: 2)));
}
