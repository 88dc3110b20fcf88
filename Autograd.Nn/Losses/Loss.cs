using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What training makes small: a function of a network's output and the targets. A loss overrides <see cref="Compute"/>.</summary>
/// <param name="reduction">How the losses of the samples become one number.</param>
public abstract class Loss(Reduction reduction = Reduction.Mean) : Module
{
    /// <summary>How the losses of the samples become one number.</summary>
    public Reduction Reduction { get; } = reduction;

    /// <summary>Computes the loss. An error inside says in which.</summary>
    /// <param name="input">The network's output.</param>
    /// <param name="target">What it should have been.</param>
    /// <exception cref="ArgumentException">
    /// The shapes or types do not fit, or there is nothing to take a mean of; the message says how.
    /// </exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        return Enter((Loss: this, input, target), static given =>
        {
            if (!given.Loss.TakesNothing)
            {
                EmptyBatch.Refuse(given.Loss, given.Loss.Reduction, given.input);
            }

            return given.Loss.Compute(given.input, given.target) ?? throw ModuleError.NoValue(given.Loss);
        });
    }

    /// <summary>Computes the loss.</summary>
    /// <param name="input">The network's output, not null.</param>
    /// <param name="target">What it should have been, not null.</param>
    protected abstract Tensor Compute(Tensor input, Tensor target);

    /// <summary>Whether the mean of nothing is known.</summary>
    private protected virtual bool TakesNothing => false;
}
