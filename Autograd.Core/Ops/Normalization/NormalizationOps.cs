namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class NormalizationOps
{
    public static OpDefinition[] All =>
    [
        BatchNormOp.Definition,
        LayerNormOp.Definition,
        GroupNormOp.Definition,
        InstanceNormOp.Definition,
        RmsNormOp.Definition,
        DropoutOp.Definition,
        AlphaDropoutOp.Definition,
    ];
}
