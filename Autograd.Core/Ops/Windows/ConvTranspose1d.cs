using static Autograd.Core.ConvolutionEvidence;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The transposed convolution along the last axis: each element of the input adds the weights, times it, to a window of the output. It
    /// is the gradient of <see cref="Conv1d"/> by its input, and makes long what that makes short.
    /// </summary>
    /// <remarks>
    /// What the padding cuts off is left out of all sums, value and gradients, beside numbers that are infinite or NaN, too.
    /// </remarks>
    /// <param name="weight">The weights, of shape [in, out / groups, kernel].</param>
    /// <param name="bias">A number for each channel of the output, of shape [out], or null for none.</param>
    /// <param name="stride">How far apart the windows of two neighbouring elements are.</param>
    /// <param name="padding">How many positions are cut off each side of the output.</param>
    /// <param name="outputPadding">
    /// How many positions are added behind the output, where several lengths would have become the input's; less than the stride or the
    /// dilation.
    /// </param>
    /// <param name="groups">Into how many groups the channels are divided, each convolved by itself.</param>
    /// <param name="dilation">How far apart the taps of the kernel are.</param>
    /// <returns>
    /// A tensor of shape [batch, out, (length − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1] for one of shape
    /// [batch, in, length]; without the batch for one without.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or a number is too small or too large.</exception>
    public Tensor ConvTranspose1d(
        Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int outputPadding = 0, int groups = 1, int dilation = 1) =>
        ConvolutionOp.Apply(new()
        {
            Dimensions = 1,
            IsTransposed = true,
            Stride = ConvolutionSettings.OfOne(stride, neutral: 1),
            Padding = ConvolutionSettings.OfOne(padding, neutral: 0),
            OutputPadding = ConvolutionSettings.OfOne(outputPadding, neutral: 0),
            Groups = groups,
            Dilation = ConvolutionSettings.OfOne(dilation, neutral: 1),
        }, this, weight, bias);
}

internal static class ConvTranspose1dOp
{
    public static OpDefinition Definition => new()
    {
        Name = "conv_transpose1d",
        Category = OpCategory.Windows,
        Formula = @"y_{n o l} = b_o + \sum_{c, t, i \, : \, i s + t d - p = l} W_{c o t} \, x_{n c i}",
        Source = "Zeiler et al., Deconvolutional networks, 2010",
        Derivative = ConvolutionEvidence.Derivative,
        Usage =
            "Makes a short signal long again: decoders and generators. Where the kernel's length is no multiple of the stride, some " +
            "positions get more terms than others, and the output shows a pattern.",
        Example = new(() => Tensor.From([1f, 1f], [1, 2]).ConvTranspose1d(Tensor.Ones([1, 1, 3]), stride: 2)),
        Parameters = ConvolutionSettings.Parameters(1, isTransposed: true),
        Make = attributes => ConvolutionOp.Of(ConvolutionSettings.Of(attributes, 1, isTransposed: true)),
        Samples =
        [
            Sample([2, 2, 3], [2, 3, 3], bias: 3),
            Sample([1, 1, 19], [1, 1, 2], 0, new() { ["stride"] = 2 }),
            Sample([2, 3], [2, 1, 3], 1, new() { ["stride"] = 2, ["outputPadding"] = 1, ["padding"] = 1 }),
            Sample([1, 4, 3], [4, 1, 2], 2, new() { ["stride"] = 3, ["groups"] = 2, ["outputPadding"] = 2 }),
            Sample([2, 1, 4], [1, 2, 3], 0, new() { ["dilation"] = 3, ["stride"] = 2, ["padding"] = 2,
                ["outputPadding"] = 2 }),
            Sample([1, 1, 3], [1, 2, 1], 2, new() { ["stride"] = 4, ["dilation"] = 2 }),
            Sample([0, 2, 4], [2, 3, 2], bias: 3),
        ],
        Errors =
        [
            Error("conv_transpose1d: outputPadding is 2; expected less than the stride, 2, or the dilation, 1",
                [1, 1, 3], [1, 1, 2], new() { ["stride"] = 2, ["outputPadding"] = 2 }),
            Error("conv_transpose1d: of the input [1, 1, 2] and the weight [1, 1, 2] the output's length would be -1; " +
                "expected at least 1", [1, 1, 2], [1, 1, 2], new() { ["padding"] = 2 }),
            Error("conv_transpose1d: the input [1, 3, 4] has 3 channels and the weight [2, 2, 1] with groups 1 takes 2",
                [1, 3, 4], [2, 2, 1]),
            Error("conv_transpose1d: groups is 2 and the weight [3, 1, 1]; expected a number that divides its first axis, 3",
                [1, 3, 4], [3, 1, 1], new() { ["groups"] = 2 }),
            Error("conv_transpose1d: outputPadding is -1; expected 0 or more", [1, 1, 3], [1, 1, 1],
                new() { ["outputPadding"] = -1 }),
            new("conv_transpose1d: the bias is [1] and the weight [1, 2, 1] with groups 1; expected a bias of [2]",
                () => [Tensor.Ones([1, 3]), Tensor.Ones([1, 2, 1]), Tensor.Ones([1])]),
        ],
    };
}
