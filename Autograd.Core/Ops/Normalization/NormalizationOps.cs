namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class NormalizationOps
{
    public static OpDefinition[] All =>
    [
        LayerNormOp.Definition,
        DropoutOp.Definition,
        AlphaDropoutOp.Definition,
    ];
}
