namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The mean of each window of the last two axes.</summary>
    /// <param name="kernelSize">The height and width of a window.</param>
    /// <param name="stride">From one window to the next; the size of the kernel where not given.</param>
    /// <param name="padding">How far the windows reach beyond either edge, where zeros are; half of the kernel at most.</param>
    /// <param name="ceilMode">
    /// Whether what is left at an edge is a window too, if it begins within the input or the padding before it.
    /// </param>
    /// <param name="countIncludePad">
    /// Whether the zeros of the padding count; what lies beyond them, in a last window of <paramref name="ceilMode"/>, never does.
    /// </param>
    /// <param name="divisorOverride">What to divide all sums by instead of the number of cells.</param>
    /// <returns>
    /// A tensor of shape [..., height, width], each ⌊(size + 2·padding − kernelSize) / stride⌋ + 1, for one of
    /// [batch, channels, height, width] or [channels, height, width].
    /// </returns>
    /// <inheritdoc cref="AvgPool1d"/>
    public Tensor AvgPool2d(
        Size2d kernelSize, Size2d? stride = null, Size2d padding = default, bool ceilMode = false,
        bool countIncludePad = AvgPoolOp.DefaultCountIncludePad, int? divisorOverride = null) =>
        AvgPool2dOp.Make(kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride).Apply(this);
}

internal static class AvgPool2dOp
{
    private const string Name = "avg_pool2d";

    public static Op Make(Size2d kernelSize, Size2d? stride, Size2d padding, bool ceilMode, bool countIncludePad, int? divisorOverride) =>
        AvgPoolOp.Make(Name, 2, PoolingGeometry.Numbers(kernelSize), PoolingGeometry.Numbers(stride), PoolingGeometry.Numbers(padding),
            ceilMode, countIncludePad, divisorOverride);

    public static OpDefinition Definition => AvgPoolOp.Define(
        Name, 2, @"y_{ij} = \frac{1}{n_{ij}} \sum_{k, l} x_{s i + k - p, \, s j + l - p}",
        new(() => Tensor.From([1.0, 3.0, 2.0, 5.0, 4.0, 0.0, 7.0, 6.0], [1, 2, 4]).AvgPool2d(kernelSize: 2)));
}
