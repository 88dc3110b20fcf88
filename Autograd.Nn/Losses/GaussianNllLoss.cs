using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The negative log-likelihood of targets under normal distributions of given means and variances (Nix and Weigend, 1994).
/// </summary>
/// <param name="full">Whether the constant ½·log 2π is added.</param>
/// <param name="epsilon">What the variances are held at or above.</param>
/// <param name="reduction">How the losses of the elements become one number.</param>
public sealed class GaussianNllLoss(bool full = false, double epsilon = GaussianNllLossOp.DefaultEpsilon,
    Reduction reduction = Reduction.Mean) : TernaryLoss(reduction)
{
    /// <summary>Whether the constant ½·log 2π is added.</summary>
    public bool Full { get; } = full;

    /// <summary>What the variances are held at or above.</summary>
    public double Epsilon { get; } = epsilon;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor first, Tensor second, Tensor third) =>
        first.GaussianNllLoss(second, third, Full, Epsilon, Reduction);
}
