using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What the members of an <see cref="Ensemble"/> answer together. Its tensors belong to the caller.</summary>
public sealed class EnsemblePrediction
{
    internal EnsemblePrediction(Tensor members) => Members = members;

    /// <summary>What each member answers, of shape [members, samples, ...].</summary>
    public Tensor Members { get; }

    /// <summary>The mean over the members, of shape [samples, ...].</summary>
    public Tensor Mean => field ??= Elements.Apart(() => Members.Mean(0));

    /// <summary>
    /// How far the members are apart: the standard deviation over them, of the shape of <see cref="Mean"/>. It is that of the members at
    /// hand, √(1/M Σ (yₘ − ȳ)²), as of a mixture that gives each the weight 1/M; 0 for a single one.
    /// </summary>
    public Tensor Spread => field ??= Elements.Apart(() => Members.Std(0, correction: 0));

    /// <summary>How many members and answers there are.</summary>
    public override string ToString() => $"EnsemblePrediction({Members.Shape[0]} members, {Mean.DType} {Mean.Shape})";
}
