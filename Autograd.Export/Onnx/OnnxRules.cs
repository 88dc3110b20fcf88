using System.Collections.Frozen;

namespace Autograd.Export;

/// <summary>What each op of the library is in ONNX, by its name.</summary>
internal static class OnnxRules
{
    public static FrozenDictionary<string, OnnxRule> All { get; } = new[]
    {
        ElementwiseRules.All,
        ActivationRules.All,
        ReductionRules.All,
        ShapingRules.All,
        LinearAlgebraRules.All,
        WindowRules.All,
        NormalizationRules.All,
        RecurrentRules.All,
        AttentionRules.All,
        IndexingRules.All,
        LossRules.All,
        ClassLossRules.All,
    }.SelectMany(rules => rules).ToFrozenDictionary(StringComparer.Ordinal);
}
