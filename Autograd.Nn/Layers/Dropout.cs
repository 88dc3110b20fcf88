using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// In training each element is 0 with probability p, and x / (1 − p) otherwise; in use the input is the output (Hinton et al., 2012,
/// arXiv:1207.0580). What is dropped is selected, so that not even NaN comes through.
/// </summary>
public sealed class Dropout : Layer
{
    /// <summary>A layer that drops elements one by one.</summary>
    /// <param name="p">The probability that an element is dropped, from 0 to 1.</param>
    /// <param name="seed">The seed; null to fork from the model's by the layer's path.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
    public Dropout(double p = DropOp.DefaultP, ulong? seed = null)
    {
        P = DropOp.ExpectProbability(p, nameof(Dropout));
        Random = new RandomStream(seed);
    }

    /// <summary>The probability that an element is dropped.</summary>
    public double P { get; }

    /// <summary>What decides.</summary>
    public RandomStream Random { get; private init => field = Register(value); }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => IsTraining && P > 0 ? input.Dropout(Random.Generator, P) : input;

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Dropout({P:0.###})");
}
