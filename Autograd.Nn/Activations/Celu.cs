using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The continuously differentiable exponential linear unit: x where x &gt; 0, else α(e^(x/α) − 1) (Barron, 2017).</summary>
/// <param name="alpha">α, minus the value towards −∞.</param>
public sealed class Celu(double alpha = CeluOp.DefaultAlpha) : Activation
{
    /// <summary>α, minus the value towards −∞.</summary>
    public double Alpha { get; } = alpha;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Celu(Alpha);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Celu({Alpha})");
}
