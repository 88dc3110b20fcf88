using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Each element with |x| &gt; λ, and 0 in place of the others (Donoho and Johnstone, 1994).</summary>
/// <param name="lambda">λ, up to which size elements become 0.</param>
public sealed class Hardshrink(double lambda = HardshrinkOp.DefaultLambda) : Activation
{
    /// <summary>λ, up to which size elements become 0.</summary>
    public double Lambda { get; } = lambda;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Hardshrink(Lambda);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Hardshrink({Lambda})");
}
