using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What layers have in common that leave something out by chance in training: with what probability, and what decides. In use the input is
/// the output. What is left out is selected, so that not even NaN comes through, and depends on the seed, the layer's path and the place
/// alone, not on the number of threads.
/// </summary>
public abstract class DropoutLayer : Layer
{
    private protected DropoutLayer(double p, ulong? seed)
    {
        DropOp.ExpectProbability(p, GetType().Name);
        P = p;
        Random = new RandomStream(seed);
    }

    /// <summary>The probability that an element, or a channel, is dropped; a <see cref="Schedule"/> may change it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is no probability.</exception>
    public double P
    {
        get;
        set => field = DropOp.ExpectProbability(value, GetType().Name, nameof(P));
    }

    /// <summary>What decides.</summary>
    public RandomStream Random { get; private init => field = Register(value); }

    /// <inheritdoc/>
    public sealed override bool PassesGain => true;

    /// <summary>The input without what is dropped.</summary>
    private protected abstract Tensor Drop(Tensor input);

    /// <summary>Throws unless the layer takes the input, in training and in use alike.</summary>
    private protected virtual void Accept(Tensor input)
    {
    }

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor input)
    {
        Accept(input);
        return IsTraining && P > 0 ? Drop(input) : input;
    }

    /// <inheritdoc/>
    protected sealed override string Describe() => FormattableString.Invariant($"{GetType().Name}({P:0.###})");
}
