namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class SequenceOps
{
    public static OpDefinition[] All =>
    [
        ScaledDotProductAttentionOp.Definition,
        SelfAttentionOp.Definition,
        RnnOp.Definition,
        GruOp.Definition,
        LstmOp.Definition,
        CumulativeSumOp.Definition,
    ];
}
