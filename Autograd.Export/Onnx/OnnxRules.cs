using System.Collections.Frozen;

namespace Autograd.Export;

/// <summary>What each op of the library is in ONNX, by its name.</summary>
internal static class OnnxRules
{
    public static FrozenDictionary<string, OnnxRule> All { get; } = new[]
    {
        ElementwiseRules.All,
        ActivationRules.All,
        LinearAlgebraRules.All,
    }.SelectMany(rules => rules).ToFrozenDictionary(StringComparer.Ordinal);
}
