namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class ShapingOps
{
    public static OpDefinition[] All =>
    [
        ReshapeOp.Definition,
        BroadcastToOp.Definition,
        SliceOp.Definition,
        PadOp.Definition,
        PermuteOp.Definition,
        ConcatenateOp.Definition,
        StackOp.Definition,
        SortOp.Definition,
        TopKOp.Definition,
    ];
}
