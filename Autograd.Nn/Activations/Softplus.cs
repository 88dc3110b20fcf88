using Autograd.Core;

namespace Autograd.Nn;

/// <summary>log(1 + e^(βx)) / β, a smooth ReLU (Dugas et al., 2001).</summary>
/// <param name="beta">β: the larger, the nearer to ReLU.</param>
/// <param name="threshold">Where βx is larger, the result is x itself.</param>
public sealed class Softplus(double beta = SoftplusOp.DefaultBeta, double threshold = SoftplusOp.DefaultThreshold) : Activation
{
    /// <summary>β: the larger, the nearer to ReLU.</summary>
    public double Beta { get; } = beta;

    /// <summary>Where βx is larger, the result is x itself.</summary>
    public double Threshold { get; } = threshold;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Softplus(Beta, Threshold);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Softplus({Beta}, {Threshold})");
}
