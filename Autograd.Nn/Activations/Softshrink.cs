using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Each element moved by λ towards 0, and 0 where |x| ≤ λ (Donoho, 1995).</summary>
/// <param name="lambda">λ, how far.</param>
public sealed class Softshrink(double lambda = SoftshrinkOp.DefaultLambda) : Activation
{
    /// <summary>λ, how far.</summary>
    public double Lambda { get; } = lambda;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Softshrink(Lambda);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Softshrink({Lambda})");
}
