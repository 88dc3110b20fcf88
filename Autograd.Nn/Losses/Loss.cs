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

            Loss loss = given.Loss;
            Tensor losses = loss.Compute(given.input, given.target);
            bool isMean = losses is { Rank: > 0 } && loss.Reduction is Reduction.Mean or Reduction.BatchMean;
            return isMean && loss.Divisor(given.input, given.target) is { } divisor
                ? losses!.Mean() * (losses.Count / divisor) : Reduced.Of(loss, loss.Reduction, losses);
        });
    }

    /// <summary>
    /// Of a part of a batch, a number that makes the sum of the losses, and what their mean divides by: the loss of a whole batch is the
    /// sum over its parts divided by the sum of the divisors, and a part whose own divisor is 0 may have losses.
    /// </summary>
    /// <param name="input">The network's output.</param>
    /// <param name="target">What it should have been.</param>
    /// <param name="divisor">What the mean divides by; 1 for a sum, null where the loss does not say.</param>
    /// <param name="times">What the number is to be multiplied by to be the sum; null for the divisor.</param>
    internal Tensor Forward(Tensor input, Tensor target, out double? divisor, out double? times)
    {
        (Tensor value, divisor, times) = Enter((Loss: this, input, target), static given =>
        {
            ArgumentNullException.ThrowIfNull(given.input, nameof(input));
            ArgumentNullException.ThrowIfNull(given.target, nameof(target));
            Loss loss = given.Loss;
            EmptyBatch.Refuse(loss, loss.Reduction, given.input);
            double? stated = loss.Reduction == Reduction.Sum ? 1 : loss.Divisor(given.input, given.target);

            if (stated is { } own && loss.Undivided(given.input, given.target, own) is { } sum)
            {
                return (sum.Mean, stated, sum.Times);
            }

            // A part all of whose targets are ignored has no mean, which is no error.
            using NonFinite allowed = stated == 0 ? NonFinite.Allow() : default;
            Tensor losses = loss.Compute(given.input, given.target);
            if (losses is null or { Rank: 0 } || loss.Reduction is not (Reduction.Mean or Reduction.BatchMean))
            {
                return (Reduced.Of(loss, loss.Reduction, losses), stated, null);
            }

            return stated is null
                ? (Reduced.Of(loss, loss.Reduction, losses), loss.Reduction == Reduction.BatchMean ? losses.Shape[0] : losses.Count, null)
                : (losses.Mean(), stated, (double?)losses.Count);
        });
        return value;
    }

    /// <summary>
    /// What the mean divides the sum of the losses by: the number of elements or of samples, the sum of their weights. Where
    /// <see cref="Compute"/> gives the losses of the elements or samples, their sum is divided by it; null stands for their number. A loss
    /// that reduces by itself has divided already: with what it says here, the loss of a whole batch follows from those of its parts, which
    /// <see cref="DataParallel"/> needs, and null is refused there. So is a part whose loss is something divided by 0: a loss whose divisor
    /// may be 0 for a part of a batch (so many positives, say), while something is lost there, gives the losses of the elements.
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

    /// <summary>
    /// The sum of the losses of a part, as a mean and what it is to be multiplied by, of a loss that reduces by itself and whose own mean
    /// over the part is undefined, or too large; null where it is neither.
    /// </summary>
    private protected virtual (Tensor Mean, double Times)? Undivided(Tensor input, Tensor target, double divisor) => null;

    /// <summary>Weights in the type of what they weigh.</summary>
    private protected static Tensor? Like(Tensor input, ModuleBuffer? weight) =>
        input.DType.IsFloat() ? weight?.Value.To(input.DType) : weight?.Value;

    /// <summary>Whether the mean of nothing is known.</summary>
    private protected virtual bool TakesNothing => false;
}
