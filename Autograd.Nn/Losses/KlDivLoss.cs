using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The Kullback-Leibler divergence of targets from log-probabilities; between distributions take <see cref="Reduction.BatchMean"/>.
/// </summary>
/// <param name="logTarget">Whether the targets are logarithms.</param>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class KlDivLoss(bool logTarget = false, Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <summary>Whether the targets are logarithms.</summary>
    public bool LogTarget { get; } = logTarget;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.KlDiv(target, LogTarget, Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => Reduction == Reduction.BatchMean ? input.Shape[0] : input.Count;
}
