using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Conformance;

internal static partial class GoldenLayers
{
    private static Dictionary<string, Func<GoldenCase, GoldenLayer>> Convolution() => new()
    {
        ["conv1d"] = golden => GoldenLayer.Of(new Conv1d(
            golden.Integer("inChannels"), golden.Integer("outChannels"), golden.Integer("kernelSize"), golden.Integer("stride"),
            IsSame(golden) ? Padding.Same : golden.Integer("padding"), golden.Integer("dilation"), golden.Integer("groups"),
            HasBias(golden), Mode(golden))),
        ["conv2d"] = golden => GoldenLayer.Of(new Conv2d(
            golden.Integer("inChannels"), golden.Integer("outChannels"), golden.Size2d("kernelSize"), golden.Size2d("stride"),
            IsSame(golden) ? Padding.Same : golden.Size2d("padding"), golden.Size2d("dilation"), golden.Integer("groups"),
            HasBias(golden), Mode(golden))),
        ["conv_transpose1d"] = golden => GoldenLayer.Of(new ConvTranspose1d(
            golden.Integer("inChannels"), golden.Integer("outChannels"), golden.Integer("kernelSize"), golden.Integer("stride"),
            golden.Integer("padding"), golden.Integer("outputPadding"), golden.Integer("groups"), golden.Flag("bias"),
            golden.Integer("dilation"))),
        ["conv_transpose2d"] = golden => GoldenLayer.Of(new ConvTranspose2d(
            golden.Integer("inChannels"), golden.Integer("outChannels"), golden.Size2d("kernelSize"), golden.Size2d("stride"),
            golden.Size2d("padding"), golden.Size2d("outputPadding"), golden.Integer("groups"), golden.Flag("bias"),
            golden.Size2d("dilation"))),
    };

    private static bool HasBias(GoldenCase golden) => golden.Optional("bias")?.GetBoolean() ?? true;

    private static bool IsSame(GoldenCase golden) => golden["attributes"].GetProperty("padding").ValueKind == JsonValueKind.String;

    private static PaddingMode Mode(GoldenCase golden) =>
        golden.Optional("paddingMode") is { } mode ? Enum.Parse<PaddingMode>(mode.GetString()!, ignoreCase: true) : PaddingMode.Zeros;
}
