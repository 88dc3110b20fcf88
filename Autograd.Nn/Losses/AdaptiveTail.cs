using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A cluster of rare classes of an <see cref="AdaptiveLogSoftmaxWithLoss"/>: scores V·P·x from fewer features than the head has.
/// </summary>
public sealed class AdaptiveTail : Layer
{
    internal AdaptiveTail(int inFeatures, int hiddenFeatures, int classes)
    {
        Projection = new Parameter([hiddenFeatures, inFeatures], new KaimingNormal());
        Weight = new Parameter([classes, hiddenFeatures], new KaimingNormal());
    }

    /// <summary>The projection P onto fewer features, of shape [hidden, in]; <c>0.weight</c> in files.</summary>
    public Parameter Projection { get; private init => field = Register(value, fileName: "0.weight"); }

    /// <summary>The weights V of the classes, of shape [classes, hidden]; <c>1.weight</c> in files.</summary>
    public Parameter Weight { get; private init => field = Register(value, fileName: "1.weight"); }

    /// <summary>The scores of the cluster's classes, [..., classes], for features [..., in].</summary>
    /// <param name="input">The features.</param>
    protected override Tensor Compute(Tensor input) => input.Linear(Projection).Linear(Weight);

    /// <inheritdoc/>
    protected override string Describe() => $"AdaptiveTail({Projection.Shape[1]} → {Projection.Shape[0]} → {Weight.Shape[0]})";
}
