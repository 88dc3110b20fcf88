using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What training makes small where two tensors do not tell all: a function of three. A loss overrides <see cref="Compute"/>.
/// </summary>
/// <param name="reduction">How the losses of the samples become one number.</param>
public abstract class TernaryLoss(Reduction reduction = Reduction.Mean) : Module
{
    /// <summary>How the losses of the samples become one number.</summary>
    public Reduction Reduction { get; } = reduction;

    /// <summary>Computes the loss. An error inside says in which.</summary>
    /// <param name="first">The network's output: scores, means, vectors, or anchors.</param>
    /// <param name="second">What it is compared with: the other scores or vectors, targets, or positives.</param>
    /// <param name="third">What the comparison depends on: labels of 1 or −1, variances, or negatives.</param>
    /// <exception cref="ArgumentException">
    /// The shapes, types or values do not fit, or there is nothing to take a mean of; the message says how.
    /// </exception>
    public Tensor Forward(Tensor first, Tensor second, Tensor third)
    {
        return Enter((Loss: this, first, second, third), static given =>
        {
            ArgumentNullException.ThrowIfNull(given.first, nameof(first));
            ArgumentNullException.ThrowIfNull(given.second, nameof(second));
            ArgumentNullException.ThrowIfNull(given.third, nameof(third));
            EmptyBatch.Refuse(given.Loss, given.Loss.Reduction, given.first);
            return Reduced.Of(given.Loss, given.Loss.Reduction, given.Loss.Compute(given.first, given.second, given.third));
        });
    }

    /// <summary>
    /// Computes the losses, of the elements or of the samples; <see cref="Forward"/> reduces them as <see cref="Reduction"/> says. Or,
    /// where that is not <see cref="Reduction.None"/>, the one number [] of a loss that reduces by itself, as those of the library do.
    /// </summary>
    /// <param name="first">The network's output, not null.</param>
    /// <param name="second">What it is compared with, not null.</param>
    /// <param name="third">What the comparison depends on, not null.</param>
    protected abstract Tensor Compute(Tensor first, Tensor second, Tensor third);
}
