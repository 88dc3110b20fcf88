using static Autograd.Core.ConvolutionEvidence;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The transposed convolution along the last two axes: each element of the input adds the weights, times it, to a window of the output.
    /// It is the gradient of <see cref="Conv2d"/> by its input, and makes large what that makes small.
    /// </summary>
    /// <remarks>
    /// What the padding cuts off is left out of all sums, value and gradients, beside numbers that are infinite or NaN, too.
    /// </remarks>
    /// <param name="weight">The weights, of shape [in, out / groups, kernel height, kernel width].</param>
    /// <param name="bias">A number for each channel of the output, of shape [out], or null for none.</param>
    /// <param name="stride">How far apart the windows of two neighbouring elements are, down and across; null for 1.</param>
    /// <param name="padding">How many positions are cut off each side of the output.</param>
    /// <param name="outputPadding">
    /// How many positions are added below and to the right of the output, where several sizes would have become the input's; less than the
    /// stride or the dilation.
    /// </param>
    /// <param name="groups">Into how many groups the channels are divided, each convolved by itself.</param>
    /// <param name="dilation">How far apart the taps of the kernel are; null for 1.</param>
    /// <returns>
    /// A tensor of shape [batch, out, (height − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1, and so the width]
    /// for one of shape [batch, in, height, width]; without the batch for one without.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or a number is too small or too large.</exception>
    public Tensor ConvTranspose2d(
        Tensor weight, Tensor? bias = null, Size2d? stride = null, Size2d padding = default, Size2d outputPadding = default, int groups = 1,
        Size2d? dilation = null) =>
        ConvolutionOp.Apply(new()
        {
            Dimensions = 2,
            IsTransposed = true,
            Stride = stride ?? 1,
            Padding = padding,
            OutputPadding = outputPadding,
            Groups = groups,
            Dilation = dilation ?? 1,
        }, this, weight, bias);
}

internal static class ConvTranspose2dOp
{
    public static OpDefinition Definition => new()
    {
        Name = "conv_transpose2d",
        Category = OpCategory.Windows,
        Formula = @"y_{n o l m} = b_o + \sum_{c, t, u, i, j \, : \, i s + t d - p = l, \; j s + u d - p = m} W_{c o t u} \, x_{n c i j}",
        Source = "Zeiler et al., Deconvolutional networks, 2010",
        Derivative = ConvolutionEvidence.Derivative,
        Usage =
            "Makes a small image large again: decoders, generators, segmentation. Where the kernel's size is no multiple of the stride, " +
            "some positions get more terms than others, and the output shows a checkerboard.",
        Example = new(() => Tensor.Ones([1, 1, 2]).ConvTranspose2d(Tensor.Ones([1, 1, 1, 3]), stride: (1, 2))),
        Parameters = ConvolutionSettings.Parameters(2, isTransposed: true),
        Make = attributes => ConvolutionOp.Of(ConvolutionSettings.Of(attributes, 2, isTransposed: true)),
        Samples =
        [
            Sample([2, 2, 2, 3], [2, 3, 2, 3], bias: 3),
            Sample([1, 1, 1, 19], [1, 1, 2, 2], 0, With([1, 2], [0, 1], [0, 1])),
            Sample([2, 3, 2], [2, 1, 3, 3], 1, With([2, 3], [1, 0], [1, 2])),
            Sample([1, 4, 2, 2], [4, 1, 2, 1], 2, With([3, 2], [0, 0], [0, 1], groups: 2)),
            Sample([2, 1, 2, 3], [1, 2, 3, 2], 0, With([2, 1], [2, 1], [1, 2], [3, 4])),
            Sample([1, 2, 2, 2], [2, 1, 3, 3], 2, With([1, 1], [1, 1], [0, 0], groups: 2)),
            Sample([0, 2, 3, 3], [2, 3, 2, 2], bias: 3),
        ],
        Errors =
        [
            Error("conv_transpose2d: outputPadding is 1; expected less than the stride, 1, or the dilation, 1",
                [1, 1, 3, 3], [1, 1, 2, 2], With([2, 1], [0, 0], [1, 1])),
            Error("conv_transpose2d: of the input [1, 1, 2, 2] and the weight [1, 1, 1, 2] the output's height would be 0; " +
                "expected at least 1", [1, 1, 2, 2], [1, 1, 1, 2], With([1, 1], [1, 0], [0, 0])),
            Error("conv_transpose2d: the input [2, 2, 3, 3] has 2 channels and the weight [4, 1, 1, 1] with groups 4 takes " +
                "4", [2, 2, 3, 3], [4, 1, 1, 1], With([1, 1], [0, 0], [0, 0], groups: 4)),
            Error("conv_transpose2d: dilation is [1, 0]; expected 1 or more", [1, 1, 3, 3], [1, 1, 1, 1],
                With([1, 1], [0, 0], [0, 0], [1, 0])),
            Error("conv_transpose2d: the input [1, 1, 0, 3] has no elements along its height", [1, 1, 0, 3], [1, 1, 1, 1]),
        ],
    };

    private static OpAttributes With(int[] stride, int[] padding, int[] outputPadding, int[]? dilation = null, int groups = 1) => new()
    {
        ["stride"] = stride,
        ["padding"] = padding,
        ["outputPadding"] = outputPadding,
        ["dilation"] = dilation ?? [1, 1],
        ["groups"] = groups,
    };
}
