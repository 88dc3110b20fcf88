namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The mean of each window of the last axis.</summary>
    /// <param name="kernelSize">How many elements a window has.</param>
    /// <param name="stride">From one window to the next; the size of the kernel where not given.</param>
    /// <param name="padding">How far the windows reach beyond either end, where zeros are; half of the kernel at most.</param>
    /// <param name="ceilMode">
    /// Whether what is left at the end is a window too, if it begins within the input or the padding before it.
    /// </param>
    /// <param name="countIncludePad">
    /// Whether the zeros of the padding count; what lies beyond them, in a last window of <paramref name="ceilMode"/>, never does.
    /// </param>
    /// <param name="divisorOverride">What to divide all sums by instead of the number of cells.</param>
    /// <returns>
    /// A tensor of shape [..., ⌊(length + 2·padding − kernelSize) / stride⌋ + 1] for one of [batch, channels, length] or
    /// [channels, length].
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A number is too small, the padding more than half of the kernel, the kernel larger than the padded input, the divisor 0, or the
    /// shape another.
    /// </exception>
    public Tensor AvgPool1d(
        int kernelSize, int? stride = null, int padding = 0, bool ceilMode = false,
        bool countIncludePad = AvgPoolOp.DefaultCountIncludePad, int? divisorOverride = null) =>
        AvgPool1dOp.Make(kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride).Apply(this);
}

internal static class AvgPool1dOp
{
    private const string Name = "avg_pool1d";

    public static Op Make(int kernelSize, int? stride, int padding, bool ceilMode, bool countIncludePad, int? divisorOverride) =>
        AvgPoolOp.Make(Name, 1, [kernelSize], stride is { } step ? [step] : [], [padding], ceilMode, countIncludePad, divisorOverride);

    public static OpDefinition Definition => AvgPoolOp.Define(
        Name, 1, @"y_i = \frac{1}{n_i} \sum_k x_{s i + k - p}",
        new(() => Tensor.From([1.0, 3.0, 2.0, 5.0], [1, 4]).AvgPool1d(kernelSize: 2)));
}
