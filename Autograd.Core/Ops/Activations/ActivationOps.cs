namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class ActivationOps
{
    public static OpDefinition[] All =>
    [
        ReluOp.Definition,
        LeakyReluOp.Definition,
        PReluOp.Definition,
        RReluOp.Definition,
        Relu6Op.Definition,
        HardtanhOp.Definition,
        ThresholdOp.Definition,
        SoftshrinkOp.Definition,
        HardshrinkOp.Definition,
        HardsigmoidOp.Definition,
        HardswishOp.Definition,
        EluOp.Definition,
        CeluOp.Definition,
        SeluOp.Definition,
        SoftplusOp.Definition,
        LogSigmoidOp.Definition,
        SigmoidOp.Definition,
        TanhOp.Definition,
        SoftsignOp.Definition,
        TanhshrinkOp.Definition,
        GeluOp.Definition,
        SiluOp.Definition,
        MishOp.Definition,
        GluOp.Definition,
        SoftmaxOp.Definition,
        SoftminOp.Definition,
        LogSoftmaxOp.Definition,
        ChebyshevOp.Definition,
        LinearSplineOp.Definition,
    ];
}
