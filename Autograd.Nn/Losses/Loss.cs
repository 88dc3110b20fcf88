using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What training makes small: a function of a network's output and the targets.</summary>
public abstract class Loss
{
    private protected Loss(Reduction reduction) => Reduction = reduction;

    /// <summary>How the losses of the samples become one number.</summary>
    public Reduction Reduction { get; }

    /// <summary>Computes the loss.</summary>
    /// <param name="input">The network's output.</param>
    /// <param name="target">What it should have been.</param>
    /// <exception cref="ArgumentException">The shapes or types do not fit; the message says how.</exception>
    public abstract Tensor Forward(Tensor input, Tensor target);
}
