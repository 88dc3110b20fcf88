using static Autograd.Core.ConvolutionEvidence;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// The convolution along the last two axes: at each position the sum of a window of all channels of the input, each times a weight. (As
    /// everywhere in deep learning it is the cross-correlation: the kernel is not turned around.)
    /// </summary>
    /// <remarks>
    /// What lies beyond the input is left out of all sums, value and gradients: zeros around it make no NaN of a weight that is infinite or
    /// NaN (in PyTorch it depends on the sizes whether they do).
    /// </remarks>
    /// <param name="weight">The weights, of shape [out, in / groups, kernel height, kernel width].</param>
    /// <param name="bias">A number for each channel of the output, of shape [out], or null for none.</param>
    /// <param name="stride">How far each window is from the next, down and across; null for 1.</param>
    /// <param name="padding">How many positions are added to each side of the input, or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">How far apart the taps of the kernel are; null for 1.</param>
    /// <param name="groups">Into how many groups the channels are divided, each convolved by itself.</param>
    /// <param name="paddingMode">What the padding holds.</param>
    /// <returns>
    /// A tensor of shape [batch, out, ⌊(height + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1, and so the width] for one of
    /// shape [batch, in, height, width]; without the batch for one without.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit, the kernel reaches beyond the padded input, the padding is too large for its mode, or a number is
    /// too small.
    /// </exception>
    public Tensor Conv2d(
        Tensor weight, Tensor? bias = null, Size2d? stride = null, Padding padding = default, Size2d? dilation = null, int groups = 1,
        PaddingMode paddingMode = PaddingMode.Zeros) =>
        ConvolutionOp.Apply(new()
        {
            Dimensions = 2,
            Stride = stride ?? 1,
            Padding = padding,
            Dilation = dilation ?? 1,
            Groups = groups,
            Mode = paddingMode,
        }, this, weight, bias);
}

internal static class Conv2dOp
{
    public static OpDefinition Definition => new()
    {
        Name = "conv2d",
        Category = OpCategory.Windows,
        Formula = @"y_{n o i j} = b_o + \sum_{c, t, u} W_{o c t u} \, x_{n, c, \; i s + t d - p, \; j s + u d - p}",
        Source = ConvolutionEvidence.Source,
        Derivative = ConvolutionEvidence.Derivative,
        Usage =
            "Images: the same few weights look at every position. Two layers of 3 × 3 see as much as one of 5 × 5 with fewer weights. " +
            "With as many groups as channels each channel has a kernel of its own, and a kernel of 1 × 1 behind it mixes them.",
        Example = new(() => Tensor.Arange(0, 9).Reshape(1, 3, 3).Conv2d(Tensor.From([1f, 0f, 0f, -1f], [1, 1, 2, 2]))),
        Parameters = ConvolutionSettings.Parameters(2, isTransposed: false),
        Make = attributes => ConvolutionOp.Of(ConvolutionSettings.Of(attributes, 2, isTransposed: false)),
        Samples =
        [
            Sample([2, 2, 4, 3], [3, 2, 2, 2], bias: 3),
            Sample([1, 1, 3, 19], [2, 1, 3, 3], 0, With([1, 1], [1, 1])),
            Sample([2, 3, 4], [3, 2, 1, 1], bias: 3),
            Sample([1, 4, 5, 4], [2, 2, 3, 2], 2, With([2, 3], [1, 2], groups: 2)),
            Sample([2, 1, 6, 5], [2, 1, 2, 3], 0, With([3, 1], [0, 2], [3, 2])),
            Sample([1, 3, 3, 3], [3, 1, 3, 3], 3, With([1, 1], [1, 1], groups: 3)),
            Sample([1, 1, 2, 2], [1, 1, 2, 2], 1, With([5, 7], [6, 8], [4, 3])),
            Sample([1, 2, 3, 4], [1, 2, 2, 3], 1, new() { ["padding"] = "same", ["dilation"] = new[] { 3, 1 } }),
            Sample([1, 1, 3, 4], [1, 1, 3, 2], 0,
                new() { ["padding"] = new[] { 2, 3 }, ["stride"] = new[] { 2, 1 }, ["paddingMode"] = "reflect" }),
            Sample([2, 1, 2, 3], [1, 1, 2, 2], 1, new() { ["padding"] = new[] { 2, 1 }, ["paddingMode"] = "circular" }),
            Sample([1, 1, 2, 2], [1, 1, 2, 3], 0, new() { ["padding"] = "same", ["paddingMode"] = "replicate" }),
            Sample([0, 2, 3, 3], [3, 2, 2, 2], bias: 3),
        ],
        Errors =
        [
            Error("takes 3; expected as many. The channels stand before the places: Permute them where they are last.",
                [2, 5, 5, 3], [4, 3, 2, 2]),
            Error("conv2d: the kernel of the weight [1, 1, 2, 3] reaches over 5 positions along the width, and the input " +
                "[1, 1, 2, 2] has 4 with its padding; expected no more", [1, 1, 2, 2], [1, 1, 2, 3], With([1, 1], [0, 1], [1, 2])),
            Error("conv2d: the input is [3, 4]; expected [batch, channels, height, width] or [channels, height, width]",
                [3, 4], [1, 1, 1, 1]),
            Error("conv2d: the weight is [1, 1, 0, 1]; expected [out, in / groups, height, width]", [1, 3, 3], [1, 1, 0, 1]),
            Error("conv2d: the input [1, 3, 4, 4] has 3 channels and the weight [2, 1, 1, 1] with groups 2 takes 2",
                [1, 3, 4, 4], [2, 1, 1, 1], With([1, 1], [0, 0], groups: 2)),
            Error("conv2d: stride is [1, 0]; expected 1 or more", [1, 1, 3, 3], [1, 1, 1, 1], With([1, 0], [0, 0])),
            Error("conv2d: padding is [0, -1]; expected 0 or more", [1, 1, 3, 3], [1, 1, 1, 1], With([1, 1], [0, -1])),
            Error("conv2d: the attribute 'stride' is [2]; expected two numbers", [1, 1, 3, 3], [1, 1, 1, 1],
                new() { ["stride"] = new[] { 2 } }),
            Error("conv2d: the attribute 'padding' is \"valid\"; expected \"same\" or numbers", [1, 1, 3, 3], [1, 1, 1, 1],
                new() { ["padding"] = "valid" }),
            Error("conv2d: the paddingMode is \"mirror\"; expected \"zeros\"", [1, 1, 3, 3], [1, 1, 1, 1],
                new() { ["paddingMode"] = "mirror" }),
            Error("conv2d: the result of shape", [1, 1, 3, 3], [1, 1, 1, 1], With([1, 1], [20000, 20000])),
            new("conv2d: the bias is [3] and the weight [1, 1, 1, 1] with groups 1; expected a bias of [1]",
                () => [Tensor.Ones([1, 3, 3]), Tensor.Ones([1, 1, 1, 1]), Tensor.Ones([3])]),
            new("conv2d: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones([1, 1, 1]), Tensor.Ones([1, 1, 1, 1], DType.Float64)]),
        ],
    };

    private static OpAttributes With(int[] stride, int[] padding, int[]? dilation = null, int groups = 1) => new()
    {
        ["stride"] = stride,
        ["padding"] = padding,
        ["dilation"] = dilation ?? [1, 1],
        ["groups"] = groups,
    };
}
