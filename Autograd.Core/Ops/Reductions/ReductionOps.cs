namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class ReductionOps
{
    public static OpDefinition[] All =>
    [
        SumOp.Definition,
        MeanOp.Definition,
        VarOp.Definition,
        StdOp.Definition,
        MaxOp.Definition,
        MinOp.Definition,
        LogSumExpOp.Definition,
    ];
}
