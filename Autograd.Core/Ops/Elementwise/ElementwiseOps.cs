namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class ElementwiseOps
{
    public static OpDefinition[] All =>
    [
        AddOp.Definition,
        SubOp.Definition,
        MulOp.Definition,
        DivOp.Definition,
        NegOp.Definition,
        PowOp.Definition,
        ExpOp.Definition,
        Expm1Op.Definition,
        LogOp.Definition,
        Log1pOp.Definition,
        SqrtOp.Definition,
        SquareOp.Definition,
        ReciprocalOp.Definition,
        AbsOp.Definition,
        SinOp.Definition,
        CosOp.Definition,
        ErfOp.Definition,
        MinimumOp.Definition,
        MaximumOp.Definition,
        ClampOp.Definition,
        WhereOp.Definition,
        ToOp.Definition,
    ];
}
