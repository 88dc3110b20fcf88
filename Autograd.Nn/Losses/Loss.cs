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
        return Enter((Loss: this, input, target), static given =>
        {
            ArgumentNullException.ThrowIfNull(given.input, nameof(input));
            ArgumentNullException.ThrowIfNull(given.target, nameof(target));
            if (!given.Loss.TakesNothing)
            {
                EmptyBatch.Refuse(given.Loss, given.Loss.Reduction, given.input);
            }

            return Reduced.Of(given.Loss, given.Loss.Reduction, given.Loss.Compute(given.input, given.target));
        });
    }

    /// <summary>
    /// Computes the losses, of the elements or of the samples; <see cref="Forward"/> reduces them as <see cref="Reduction"/> says. Or,
    /// where that is not <see cref="Reduction.None"/>, the one number [] of a loss that reduces by itself, as those of the library do.
    /// </summary>
    /// <param name="input">The network's output, not null.</param>
    /// <param name="target">
    /// What it should have been, not null; a shape that differs broadcasts here, unless an op of the loss refuses it.
    /// </param>
    protected abstract Tensor Compute(Tensor input, Tensor target);

    /// <summary>Weights in the type of what they weigh.</summary>
    private protected static Tensor? Like(Tensor input, ModuleBuffer? weight) =>
        input.DType.IsFloat() ? weight?.Value.To(input.DType) : weight?.Value;

    /// <summary>Whether the mean of nothing is known.</summary>
    private protected virtual bool TakesNothing => false;
}
