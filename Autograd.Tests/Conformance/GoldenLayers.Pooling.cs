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
        ["avg_pool1d"] = golden => GoldenLayer.Of(new AvgPool1d(
            golden.Integer("kernelSize"), golden.Integer("stride"), golden.Integer("padding"), golden.Flag("ceilMode"),
            golden.Flag("countIncludePad"), golden.Optional("divisorOverride")?.GetInt32())),
        ["avg_pool2d"] = golden => GoldenLayer.Of(new AvgPool2d(
            golden.Size2d("kernelSize"), golden.Size2d("stride"), golden.Size2d("padding"),
            golden.Optional("ceilMode")?.GetBoolean() ?? false, golden.Optional("countIncludePad")?.GetBoolean() ?? true,
            golden.Optional("divisorOverride")?.GetInt32())),
        ["adaptive_avg_pool1d"] = golden => GoldenLayer.Of(new AdaptiveAvgPool1d(golden.Integer("outputSize"))),
        ["adaptive_avg_pool2d"] = golden => GoldenLayer.Of(Adaptive(golden, (down, across) => new AdaptiveAvgPool2d(down, across))),
        ["adaptive_max_pool1d"] = golden => GoldenLayer.Of(new AdaptiveMaxPool1d(golden.Integer("outputSize"))),
        ["adaptive_max_pool2d"] = golden => GoldenLayer.Of(Adaptive(golden, (down, across) => new AdaptiveMaxPool2d(down, across))),
    };

    private static Layer Adaptive(GoldenCase golden, Func<int?, int?, Layer> make)
    {
        int?[] sizes = golden.MaybeSizes("outputSize");
        return make(sizes[0], sizes[^1]);
    }
}
