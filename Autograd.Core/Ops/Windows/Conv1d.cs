using static Autograd.Core.ConvolutionEvidence;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The convolution along the last axis: at each position the sum of a window of all channels of the input, each times a weight. (As
    /// everywhere in deep learning it is the cross-correlation: the kernel is not turned around.)
    /// </summary>
    /// <remarks>
    /// What lies beyond the input is left out of all sums, value and gradients: zeros around it make no NaN of a weight that is infinite or
    /// NaN (in PyTorch it depends on the sizes whether they do).
    /// </remarks>
    /// <param name="weight">The weights, of shape [out, in / groups, kernel].</param>
    /// <param name="bias">A number for each channel of the output, of shape [out], or null for none.</param>
    /// <param name="stride">How far each window is from the next.</param>
    /// <param name="padding">How many positions are added to each side of the input, or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">How far apart the taps of the kernel are.</param>
    /// <param name="groups">Into how many groups the channels are divided, each convolved by itself.</param>
    /// <param name="paddingMode">What the padding holds.</param>
    /// <returns>
    /// A tensor of shape [batch, out, ⌊(length + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1] for one of shape
    /// [batch, in, length]; without the batch for one without.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit, the kernel reaches beyond the padded input, the padding is too large for its mode, or a number is
    /// too small.
    /// </exception>
    public Tensor Conv1d(
        Tensor weight, Tensor? bias = null, int stride = 1, Padding padding = default, int dilation = 1, int groups = 1,
        PaddingMode paddingMode = PaddingMode.Zeros) =>
        ConvolutionOp.Apply(new()
        {
            Dimensions = 1,
            Stride = ConvolutionSettings.OfOne(stride, neutral: 1),
            Padding = padding.OfOne("conv1d"),
            Dilation = ConvolutionSettings.OfOne(dilation, neutral: 1),
            Groups = groups,
            Mode = paddingMode,
        }, this, weight, bias);
}

internal static class Conv1dOp
{
    public static OpDefinition Definition => new()
    {
        Name = "conv1d",
        Category = OpCategory.Windows,
        Formula = @"y_{n o i} = b_o + \sum_{c, t} W_{o c t} \, x_{n, c, \; i s + t d - p}",
        Source = ConvolutionEvidence.Source,
        Derivative = ConvolutionEvidence.Derivative,
        Usage =
            "Signals and sequences: the same few weights look at every position. Of kernels of length k in d layers each position sees " +
            "d · (k − 1) + 1; dilation makes that grow faster.",
        Example = new(() => Tensor.From([1f, 2f, 4f, 7f], [1, 4]).Conv1d(Tensor.From([-1f, 1f], [1, 1, 2]))),
        Parameters = ConvolutionSettings.Parameters(1, isTransposed: false),
        Make = attributes => ConvolutionOp.Of(ConvolutionSettings.Of(attributes, 1, isTransposed: false)),
        Samples =
        [
            Sample([2, 2, 5], [3, 2, 3], bias: 3),
            Sample([1, 1, 19], [1, 1, 1]),
            Sample([2, 6], [3, 2, 3], 3, new() { ["padding"] = 1 }),
            Sample([2, 4, 7], [2, 2, 2], 2, new() { ["stride"] = 3, ["padding"] = 2, ["groups"] = 2 }),
            Sample([1, 2, 9], [2, 2, 3], 0, new() { ["stride"] = 2, ["dilation"] = 3, ["padding"] = 4 }),
            Sample([2, 2, 5], [1, 2, 4], 1, new() { ["padding"] = "same" }),
            Sample([2, 1, 5], [2, 1, 2], 0, new() { ["padding"] = "same", ["dilation"] = 3, ["paddingMode"] = "reflect" }),
            Sample([1, 2, 3], [2, 1, 3], 2, new() { ["padding"] = 3, ["groups"] = 2, ["paddingMode"] = "circular" }),
            Sample([2, 1, 2], [1, 1, 3], 0, new() { ["padding"] = 2, ["stride"] = 2, ["paddingMode"] = "replicate" }),
            Sample([0, 2, 4], [3, 2, 2], bias: 3),
        ],
        Errors =
        [
            Error("conv1d: the kernel of the weight [1, 1, 4] reaches over 4 positions along the length, and the input " +
                "[1, 1, 3] has 3 with its padding; expected no more", [1, 1, 3], [1, 1, 4]),
            Error("conv1d: the input is [3]; expected [batch, channels, length] or [channels, length]", [3], [1, 1, 1]),
            Error("conv1d: the weight is [1, 1]; expected [out, in / groups, length]", [1, 3], [1, 1]),
            Error("conv1d: the input [1, 3, 4] has 3 channels and the weight [2, 2, 1] with groups 1 takes 2",
                [1, 3, 4], [2, 2, 1]),
            Error("conv1d: groups is 2 and the weight [3, 1, 1]; expected a number that divides its first axis, 3",
                [1, 2, 4], [3, 1, 1], new() { ["groups"] = 2 }),
            Error("conv1d: stride is 0; expected 1 or more", [1, 1, 3], [1, 1, 1], new() { ["stride"] = 0 }),
            Error("conv1d: padding is -1; expected 0 or more", [1, 1, 3], [1, 1, 1], new() { ["padding"] = -1 }),
            Error("conv1d: dilation is 0; expected 1 or more", [1, 1, 3], [1, 1, 1], new() { ["dilation"] = 0 }),
            Error("conv1d: groups is 0; expected 1 or more", [1, 1, 3], [1, 1, 1], new() { ["groups"] = 0 }),
            Error("conv1d: padding is 'same' and stride 2; expected a stride of 1", [1, 1, 3], [1, 1, 1],
                new() { ["padding"] = "same", ["stride"] = 2 }),
            Error("conv1d: axis 2 of the shape [1, 1, 3] is to get 3 and 3 positions as \"reflect\"; expected fewer",
                [1, 1, 3], [1, 1, 1], new() { ["padding"] = 3, ["paddingMode"] = "reflect" }),
            Error("conv1d: the input [1, 1, 0] has no elements along its length", [1, 1, 0], [1, 1, 1]),
            new("conv1d: the bias is [2] and the weight [1, 1, 1] with groups 1; expected a bias of [1]",
                () => [Tensor.Ones([1, 3]), Tensor.Ones([1, 1, 1]), Tensor.Ones([2])]),
            new("conv1d: expected 2 inputs, got 1", () => [Tensor.Ones([1, 3])]),
        ],
    };
}
