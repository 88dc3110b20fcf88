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
    /// The same, with what the mean was divided by, from which the sum follows: the loss of a whole batch is made of those of its parts.
    /// </summary>
    /// <param name="input">The network's output.</param>
    /// <param name="target">What it should have been.</param>
    /// <param name="divisor">What the mean was divided by; 1 for a sum, null where the loss does not say.</param>
    internal Tensor Forward(Tensor input, Tensor target, out double? divisor)
    {
        (Tensor value, divisor) = Enter((Loss: this, input, target), static given =>
        {
            ArgumentNullException.ThrowIfNull(given.input, nameof(input));
            ArgumentNullException.ThrowIfNull(given.target, nameof(target));
            Loss loss = given.Loss;
            EmptyBatch.Refuse(loss, loss.Reduction, given.input);
            double? stated = loss.Reduction == Reduction.Sum ? 1 : loss.Divisor(given.input, given.target);

            // A part all of whose targets are ignored has no mean, which is no error.
            using NonFinite allowed = stated == 0 ? NonFinite.Allow() : default;
            Tensor losses = loss.Compute(given.input, given.target);
            double? divisor = stated ?? (losses is null or { Rank: 0 } ? null
                : loss.Reduction == Reduction.BatchMean ? losses.Shape[0] : losses.Count);
            return (Reduced.Of(loss, loss.Reduction, losses), divisor);
        });
        return value;
    }

    /// <summary>
    /// What the mean divides the sum of the losses by: the number of elements or of samples, the sum of their weights. With it the loss of
    /// a whole batch follows from those of its parts, to the letter, which <see cref="DataParallel"/> needs. A loss whose
    /// <see cref="Compute"/> gives the losses of the elements or samples need not say it; one that reduces by itself does, or has null,
    /// and is then refused there.
    /// </summary>
    /// <param name="input">The network's output.</param>
    /// <param name="target">What it should have been.</param>
    protected virtual double? Divisor(Tensor input, Tensor target) => null;

    /// <summary>
    /// Computes the losses, of the elements or of the samples; <see cref="Forward(Tensor, Tensor)"/> reduces them as
    /// <see cref="Reduction"/> says. Or,
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
