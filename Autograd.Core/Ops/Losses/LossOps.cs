namespace Autograd.Core;

/// <summary>The ops of this folder, as the registry lists them.</summary>
internal static class LossOps
{
    public static OpDefinition[] All =>
    [
        MseLossOp.Definition,
        NllLossOp.Definition,
        CrossEntropyOp.Definition,
        CrossEntropyProbabilitiesOp.Definition,
        L1LossOp.Definition,
        SmoothL1LossOp.Definition,
        HuberLossOp.Definition,
        BinaryCrossEntropyOp.Definition,
        BinaryCrossEntropyWithLogitsOp.Definition,
        KlDivOp.Definition,
        PoissonNllLossOp.Definition,
        GaussianNllLossOp.Definition,
        SoftMarginLossOp.Definition,
        HingeEmbeddingLossOp.Definition,
        MarginRankingLossOp.Definition,
        MultiMarginLossOp.Definition,
        MultiLabelMarginLossOp.Definition,
        TripletMarginLossOp.Definition,
        CosineEmbeddingLossOp.Definition,
        AdaptiveLogSoftmaxOp.Definition,
    ];
}
