using Autograd.Nn;

namespace Autograd.Tests.Conformance;

internal static partial class GoldenLayers
{
    private static Dictionary<string, Func<GoldenCase, GoldenLayer>> Pooling() => new()
    {
        ["max_pool1d"] = golden => GoldenLayer.Of(new MaxPool1d(
            golden.Integer("kernelSize"), golden.Integer("stride"), golden.Integer("padding"), golden.Integer("dilation"),
            golden.Flag("ceilMode"))),
        ["max_pool2d"] = golden => GoldenLayer.Of(new MaxPool2d(
            golden.Size2d("kernelSize"), golden.Size2d("stride"), golden.Size2d("padding"),
            golden.Optional("dilation") is null ? null : golden.Size2d("dilation"), golden.Optional("ceilMode")?.GetBoolean() ?? false)),
    };
}
