using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A module that maps one tensor to one tensor: what <see cref="Sequential"/> chains. A layer overrides <see cref="Compute"/>.
/// </summary>
public abstract class Layer : Module
{
    /// <summary>
    /// Whether the gain of the activation behind this layer is made up for by the weights before it, as it is through dropout and
    /// normalisation; false unless overridden.
    /// </summary>
    public virtual bool PassesGain => false;

    /// <summary>Computes the layer's value. An error inside says in which layer.</summary>
    /// <param name="input">The input; the first axis counts the samples.</param>
    public Tensor Forward(Tensor input)
    {
        // Module.Enter would cost a call through a delegate, here where small models spend their time.
        try
        {
            ArgumentNullException.ThrowIfNull(input);
            return (IsWatched ? Seen(input) : Compute(input)) ?? throw ModuleError.NoValue(this);
        }
        catch (Exception error) when (ModuleError.Of(error, this) is { } named)
        {
            throw named;
        }
    }

    /// <summary>Computes the layer's value.</summary>
    /// <param name="input">The input, not null; the first axis counts the samples.</param>
    protected abstract Tensor Compute(Tensor input);

    /// <summary>The value, of which nobody is told.</summary>
    internal Tensor ComputeUnseen(Tensor input) => Compute(input);

    // Apart, so that it costs nothing where nobody looks on.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Tensor Seen(Tensor input) => Watched((this, input), static given => given.Item1.Compute(given.input), input);

    /// <summary>The gain that weights right before this layer make up for; null where what follows decides.</summary>
    internal virtual double? GainAhead => PassesGain ? null : 1;
}
