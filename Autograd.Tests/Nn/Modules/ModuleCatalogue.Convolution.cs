using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

internal static partial class ModuleCatalogue
{
    private static ModuleCase[] Convolution() =>
    [
        new(() => new Conv1d(2, 3, 3), Inputs: [3, 2, 5], Output: [3, 3, 3])
        {
            FileNames = ["weight", "bias"],
            Refusals =
            [
                new([3, 1, 5], "conv1d: the input [3, 1, 5] has 1 channels and the weight [3, 2, 3] with groups 1 takes 2"),
                new([3, 2, 2], "conv1d: the kernel of the weight [3, 2, 3] reaches over 3 positions along the length, and the input " +
                    "[3, 2, 2] has 2 with its padding"),
                new([5], "conv1d: the input is [5]; expected [batch, channels, length]"),
                new([3, 2, 5], "conv1d: input 0 is Int64; expected Float32 or Float64", DType.Int64),
            ],
        },
        new(() => new Conv1d(2, 4, 2, 2, 1, 2, 2, bias: false, PaddingMode.Circular), Inputs: [2, 2, 4], Output: [2, 4, 2])
        {
            Name = "Conv1d, circular",
            FileNames = ["weight"],
            Refusals = [new([2, 3, 4], "has 3 channels and the weight [4, 1, 2] with groups 2 takes 2")],
        },
        new(() => new Conv2d(2, 3, (2, 3), padding: (0, 1)), Inputs: [2, 2, 3, 4], Output: [2, 3, 2, 4])
        {
            FileNames = ["weight", "bias"],
            Refusals =
            [
                new([2, 1, 3, 4], "conv2d: the input [2, 1, 3, 4] has 1 channels and the weight [3, 2, 2, 3] with groups 1 takes 2"),
                new([2, 2, 1, 4], "conv2d: the kernel of the weight [3, 2, 2, 3] reaches over 2 positions along the height, and the " +
                    "input [2, 2, 1, 4] has 1 with its padding"),
            ],
        },
        new(() => new Conv2d(2, 2, 2, padding: Padding.Same, groups: 2, paddingMode: PaddingMode.Reflect), [2, 2, 2, 3], [2, 2, 2, 3])
        {
            Name = "Conv2d, depthwise",
            FileNames = ["weight", "bias"],
            Refusals = [new([2, 2, 1, 3], "conv2d: axis 2 of the shape [2, 2, 1, 3] is to get 0 and 1 positions as \"reflect\"")],
        },
        new(() => new ConvTranspose1d(2, 3, 3, stride: 2, padding: 1, outputPadding: 1), Inputs: [2, 2, 3], Output: [2, 3, 6])
        {
            FileNames = ["weight", "bias"],
            Refusals =
            [
                new([2, 3, 3], "conv_transpose1d: the input [2, 3, 3] has 3 channels and the weight [2, 3, 3] with groups 1 takes 2"),
            ],
        },
        new(() => new ConvTranspose2d(2, 2, (2, 1), (2, 3), groups: 2, bias: false), Inputs: [2, 2, 2, 2], Output: [2, 2, 4, 4])
        {
            FileNames = ["weight"],
            Refusals = [new([2, 2], "conv_transpose2d: the input is [2, 2]; expected [batch, channels, height, width]")],
        },
    ];
}
