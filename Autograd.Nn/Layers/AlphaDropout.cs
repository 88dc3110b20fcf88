using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Dropout for networks of <see cref="Selu"/>: in training an element that is dropped becomes the value that SELU has far to the left, and
/// all are then scaled and moved so that mean 0 and variance 1 stay; in use the input is the output (Klambauer et al., 2017,
/// arXiv:1706.02515).
/// </summary>
public sealed class AlphaDropout : Layer
{
    /// <summary>A layer that drops elements one by one.</summary>
    /// <param name="p">The probability that an element is dropped, from 0 to 1; 0.05 to 0.1 is usual.</param>
    /// <param name="seed">The seed; null to fork from the model's by the layer's path.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    public AlphaDropout(double p = DropOp.DefaultP, ulong? seed = null)
    {
        P = DropOp.ExpectProbability(p, nameof(AlphaDropout));
        Random = new RandomStream(seed);
    }

    /// <summary>The probability that an element is dropped.</summary>
    public double P { get; }

    /// <summary>What decides.</summary>
    public RandomStream Random { get; private init => field = Register(value); }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => IsTraining && P > 0 ? input.AlphaDropout(Random.Generator, P) : input;

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"AlphaDropout({P:0.###})");
}
