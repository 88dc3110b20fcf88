using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The negative log-likelihood of counts under a Poisson distribution.</summary>
/// <param name="logInput">Whether the input is the logarithm of the rate.</param>
/// <param name="full">Whether Stirling's approximation of the constant term is added.</param>
/// <param name="epsilon">What keeps the logarithm of a rate of 0 finite.</param>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class PoissonNllLoss(
    bool logInput = PoissonNllLossOp.DefaultLogInput,
    bool full = false,
    double epsilon = PoissonNllLossOp.DefaultEpsilon,
    Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <summary>Whether the input is the logarithm of the rate.</summary>
    public bool LogInput { get; } = logInput;

    /// <summary>Whether Stirling's approximation of the constant term is added.</summary>
    public bool Full { get; } = full;

    /// <summary>What keeps the logarithm of a rate of 0 finite.</summary>
    public double Epsilon { get; } = epsilon;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => input.PoissonNllLoss(target, LogInput, Full, Epsilon, Reduction);

    /// <inheritdoc/>
    protected override double? Divisor(Tensor input, Tensor target) => input.Count;
}
