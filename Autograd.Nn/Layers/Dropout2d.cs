using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// In training each channel of each sample is 0 as a whole with probability p, and x / (1 − p) otherwise; in use the input is the output
/// (Tompson et al., 2015, arXiv:1411.4280). Neighbouring places of an image say much the same, so that to drop one alone holds back little.
/// </summary>
public sealed class Dropout2d : Layer
{
    private const int LeadingAxes = 2;

    /// <summary>A layer that drops channels.</summary>
    /// <param name="p">The probability that a channel is dropped, from 0 to 1.</param>
    /// <param name="seed">The seed; null to fork from the model's by the layer's path.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    public Dropout2d(double p = DropOp.DefaultP, ulong? seed = null)
    {
        P = DropOp.ExpectProbability(p, nameof(Dropout2d));
        Random = new RandomStream(seed);
    }

    /// <summary>The probability that a channel is dropped.</summary>
    public double P { get; }

    /// <summary>What decides.</summary>
    public RandomStream Random { get; private init => field = Register(value); }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => input.Rank <= LeadingAxes
        ? throw new ArgumentException(
            $"{nameof(Dropout2d)}: the input is {input.Shape}; expected [samples, channels, ...] with at least one axis more.",
            nameof(input))
        : IsTraining && P > 0 ? input.Dropout(Random.Generator, P, input.Rank - LeadingAxes) : input;

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Dropout2d({P:0.###})");
}
