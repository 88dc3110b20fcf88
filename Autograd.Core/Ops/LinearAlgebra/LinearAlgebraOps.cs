namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class LinearAlgebraOps
{
    public static OpDefinition[] All =>
    [
        MatMulOp.Definition,
        LinearOp.Definition,
    ];
}
