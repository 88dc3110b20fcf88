using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

internal static partial class ModuleCatalogue
{
    private static ModuleCase[] Pooling() =>
    [
        new(() => new MaxPool1d(3, stride: 2, padding: 1), Inputs: [2, 3, 7], Output: [2, 3, 4])
        {
            Refusals =
            [
                new([2, 3], "max_pool1d: along axis 1 of the input [2, 3]", Make: () => new MaxPool1d(6)),
                new([7], "max_pool1d: the input is [7]; expected [batch, "),
            ],
        },
        new(() => new MaxPool2d((2, 3), (1, 2), dilation: (2, 1), ceilMode: true), Inputs: [2, 3, 5, 6], Output: [2, 3, 3, 3])
        {
            Refusals =
            [
                new([5, 6], "max_pool2d: the input is [5, 6]; expected [batch, channels, height, width] or [channels, "),
                new([1, 2, 5, 4], "max_pool2d: along axis 3 of the input [1, 2, 5, 4] a kernel of 5 with dilation 1 spans 5, and",
                    Make: () => new MaxPool2d(5)),
            ],
        },
        new(() => new AvgPool1d(3, stride: 2, padding: 1, countIncludePad: false), Inputs: [2, 3, 8], Output: [2, 3, 4])
        {
            Refusals = [new([2, 3, 0], "avg_pool1d: the input is [2, 3, 0]; expected [batch, channels, length]")],
        },
        new(() => new AvgPool2d((2, 3), stride: 2, ceilMode: true, divisorOverride: 5), Inputs: [2, 3, 5, 6], Output: [2, 3, 3, 3])
        {
            Refusals = [new([2, 1, 4], "avg_pool2d: along axis 1 of the input [2, 1, 4]", Make: () => new AvgPool2d(2))],
        },
        new(() => new AdaptiveAvgPool1d(3), Inputs: [2, 3, 7], Output: [2, 3, 3])
        {
            Refusals = [new([7], "adaptive_avg_pool1d: the input is [7]; expected [batch, ")],
        },
        new(() => new AdaptiveAvgPool2d((1, 3)), Inputs: [2, 3, 5, 7], Output: [2, 3, 1, 3])
        {
            Refusals = [new([5, 7], "adaptive_avg_pool2d: the input is [5, 7]; expected [batch, ")],
        },
        new(() => new AdaptiveMaxPool1d(9), Inputs: [2, 3, 7], Output: [2, 3, 9])
        {
            Refusals = [new([1, 2, 3, 4], "adaptive_max_pool1d: the input is [1, 2, 3, 4]; expected [batch, ")],
        },
        new(() => new AdaptiveMaxPool2d(2), Inputs: [2, 3, 5, 4], Output: [2, 3, 2, 2])
        {
            Refusals = [new([2, 3, 0, 4], "adaptive_max_pool2d: the input is [2, 3, 0, 4]; expected [batch, ")],
        },
        new(() => new Upsample((2, 3)), Inputs: [2, 3, 2, 1], Output: [2, 3, 4, 3])
        {
            Refusals = [new([3, 4], "Upsample: the input is [3, 4]; expected [batch, channels, height, width]")],
        },
        new(() => new Upsample(2, bilinear: true), Inputs: [2, 1, 3, 2], Output: [2, 1, 6, 4])
        {
            Name = "Upsample, bilinear",
            Refusals = [new([1, 0, 4], "upsample_bilinear2d: ", Make: () => new Upsample(2, bilinear: true, alignCorners: true))],
        },
        new(() => new Flatten(), Inputs: [2, 3, 4], Output: [2, 12])
        {
            Refusals =
            [
                new([3], "Flatten: the input is [3], and startAxis 1; expected an input of 2 axes or more, the batch first. Unsqueeze(0)"),
                new([2, 3, 4], "Flatten: of the input [2, 3, 4] axis 2 stands behind axis 1", Make: () => new Flatten(2, 1)),
            ],
        },
        new(() => new Unflatten(1, 2, -1), Inputs: [3, 6], Output: [3, 2, 3])
        {
            Refusals =
            [
                new([3, 5], "Unflatten: axis 1 of the input [3, 5] has 5 elements, which do not make [2, -1]"),
                new([3], "Unflatten: axis 1 is out of range for the shape [3]"),
            ],
        },
        new(() => new Residual(new Linear(4, 5), shortcut: new Linear(4, 5, bias: false)), Inputs: [3, 4], Output: [3, 5])
        {
            FileNames = ["block.weight", "block.bias", "shortcut.weight"],
            Refusals =
            [
                new([3, 4], "Residual: the block makes [3, 5] of the input [3, 4], and the shortcut gives [3, 4]; expected equal shapes",
                    Make: () => new Residual(new Linear(4, 5))),
            ],
        },
        new(() => new Branches([new Linear(4, 2), new Linear(4, 3, bias: false)], concatenationAxis: 1), Inputs: [3, 4], Output: [3, 5])
        {
            FileNames = ["0.weight", "0.bias", "1.weight"],
            Refusals =
            [
                new([3, 4], "Branches: branch 0 gives [3, 2] and branch 1 [3, 3]; expected equal shapes to add. With " +
                    "concatenationAxis: 1 they are put behind each other", Make: () => new Branches([new Linear(4, 2), new Linear(4, 3)])),
                new([3, 4], "Branches: branch 0 gives [3, 4] and branch 1 [12]; expected equal shapes to add.",
                    Make: () => new Branches([new Relu(), new Flatten(0)])),
                new([3, 4], "Branches: branch 0 gives [3, 2] and branch 1 [3, 3]; expected sizes that are equal but along axis 0",
                    Make: () => new Branches([new Linear(4, 2), new Linear(4, 3)], concatenationAxis: 0)),
            ],
        },
        new(() => new Lambda(x => x.Square()), Inputs: [3, 4], Output: [3, 4])
        {
            Refusals = [new([3], "square: input 0 is Int64; expected Float32 or Float64", DType.Int64)],
        },
    ];
}
