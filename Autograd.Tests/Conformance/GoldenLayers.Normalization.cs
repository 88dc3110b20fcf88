using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Conformance;

internal static partial class GoldenLayers
{
    private static Dictionary<string, Func<GoldenCase, GoldenLayer>> Normalization() => new()
    {
        ["layer_norm"] = golden => GoldenLayer.Of(new LayerNorm(
            Sizes(golden, "normalizedShape"), golden.Number("eps"), Has(golden, "elementwiseAffine"), Has(golden, "bias"))),
    };

    private static Shape Sizes(GoldenCase golden, string attribute) =>
        [.. golden["attributes"].GetProperty(attribute).EnumerateArray().Select(size => size.GetInt32())];

    // The older cases leave out what is so unless it is said otherwise.
    private static bool Has(GoldenCase golden, string attribute) =>
        !golden["attributes"].TryGetProperty(attribute, out System.Text.Json.JsonElement value) || value.GetBoolean();
}
