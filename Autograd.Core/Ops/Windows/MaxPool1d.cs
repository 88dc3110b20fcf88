namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The largest element of each window of the last axis.</summary>
    /// <param name="kernelSize">How many elements a window has.</param>
    /// <param name="stride">From one window to the next; the size of the kernel where not given.</param>
    /// <param name="padding">How far the windows reach beyond either end, where nothing is; half of the kernel at most.</param>
    /// <param name="dilation">From one element of a window to the next.</param>
    /// <param name="ceilMode">
    /// Whether what is left at the end is a window too, if it begins within the input or the padding before it.
    /// </param>
    /// <returns>
    /// A tensor of shape [..., ⌊(length + 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1] for one of
    /// [batch, channels, length] or [channels, length].
    /// </returns>
    /// <remarks>
    /// NaN is larger than all. The gradient goes to the first of the elements that tie, and to the last of several NaNs. A window that
    /// meets no element, as one that is dilated or left at the end may, is −∞ and has no gradient.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A number is too small, the padding more than half of the kernel, the kernel larger than the padded input, or the shape another.
    /// </exception>
    public Tensor MaxPool1d(int kernelSize, int? stride = null, int padding = 0, int dilation = MaxPoolOp.DefaultDilation,
        bool ceilMode = false) =>
        MaxPool1dOp.Make(kernelSize, stride, padding, dilation, ceilMode).Apply(this);
}

internal static class MaxPool1dOp
{
    private const string Name = "max_pool1d";

    public static Op Make(int kernelSize, int? stride, int padding, int dilation, bool ceilMode) =>
        MaxPoolOp.Make(Name, 1, [kernelSize], stride is { } step ? [step] : [], [padding], [dilation], ceilMode);

    public static OpDefinition Definition => MaxPoolOp.Define(
        Name, 1, @"y_i = \max_k x_{s i + d k - p}", new(() => Tensor.From([1.0, 3.0, 2.0, 5.0], [1, 4]).MaxPool1d(kernelSize: 2)));
}
