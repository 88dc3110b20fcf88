using System.Text.Json;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Conformance;

internal static partial class GoldenLayers
{
    private static Dictionary<string, Func<GoldenCase, GoldenLayer>> Normalization() => new()
    {
        ["layer_norm"] = golden => GoldenLayer.Of(new LayerNorm(
            Sizes(golden, "normalizedShape"), golden.Number("eps"), Has(golden, "elementwiseAffine"), Has(golden, "bias"))),
        ["rms_norm"] = golden => GoldenLayer.Of(new RmsNorm(
            Sizes(golden, "normalizedShape"), Maybe(golden, "eps"), golden.Flag("elementwiseAffine"))),
        ["group_norm"] = golden => GoldenLayer.Of(new GroupNorm(
            golden.Integer("groups"), golden.Integer("channels"), golden.Number("eps"), Has(golden, "affine"))),
        ["batch_norm1d"] = golden => Running(golden, new BatchNorm1d(golden.Integer("features"), golden.Number("eps"),
            Maybe(golden, "momentum"), Has(golden, "affine"), Has(golden, "trackRunningStats"))),
        ["batch_norm2d"] = golden => Running(golden, new BatchNorm2d(golden.Integer("features"), golden.Number("eps"),
            Maybe(golden, "momentum"), Has(golden, "affine"), Has(golden, "trackRunningStats"))),
        ["batch_norm_train"] = golden => GoldenLayer.Of(
            golden["inputs"][0].GetProperty("shape").GetArrayLength() == 2
                ? new BatchNorm1d(golden.Integer("features"), golden.Number("eps"), trackRunningStats: false)
                : new BatchNorm2d(golden.Integer("features"), golden.Number("eps"), trackRunningStats: false)),
        ["instance_norm1d"] = golden => Running(golden, new InstanceNorm1d(golden.Integer("features"), golden.Number("eps"),
            Maybe(golden, "momentum"), Has(golden, "affine"), Has(golden, "trackRunningStats"))),
        ["instance_norm2d"] = golden => Running(golden, new InstanceNorm2d(golden.Integer("features"), golden.Number("eps"),
            Maybe(golden, "momentum"), Has(golden, "affine"), Has(golden, "trackRunningStats"))),
    };

    private static GoldenLayer Running(GoldenCase golden, RunningNorm layer)
    {
        if (!golden.Flag("training"))
        {
            layer.Eval();
        }

        return GoldenLayer.Of(layer);
    }

    private static double? Maybe(GoldenCase golden, string attribute) =>
        golden["attributes"].GetProperty(attribute) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static Shape Sizes(GoldenCase golden, string attribute) =>
        [.. golden["attributes"].GetProperty(attribute).EnumerateArray().Select(size => size.GetInt32())];

    // The older cases leave out what is so unless it is said otherwise.
    private static bool Has(GoldenCase golden, string attribute) =>
        !golden["attributes"].TryGetProperty(attribute, out JsonElement value) || value.GetBoolean();
}
