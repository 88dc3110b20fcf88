using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The exponential linear unit: x where x &gt; 0, else α(eˣ − 1) (Clevert et al., 2015).</summary>
/// <param name="alpha">α, minus the value towards −∞.</param>
public sealed class Elu(double alpha = EluOp.DefaultAlpha) : Activation
{
    /// <summary>α, minus the value towards −∞.</summary>
    public double Alpha { get; } = alpha;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Elu(Alpha);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Elu({Alpha})");
}
