namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class IndexingOps
{
    public static OpDefinition[] All =>
    [
        GatherOp.Definition,
        ScatterAddOp.Definition,
        IndexSelectOp.Definition,
        IndexAddOp.Definition,
        EmbeddingOp.Definition,
    ];
}
