using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A part of a training with batches of its own. Phases follow each other in a plan: balanced batches first, say, then those at the actual
/// frequency of the classes, by which the output layer learns it.
/// </summary>
/// <param name="batches">The batches, enumerated anew for each epoch.</param>
/// <param name="epochs">How many epochs it takes at most.</param>
/// <exception cref="ArgumentOutOfRangeException">The number of epochs is negative.</exception>
/// <example><code>
/// trainer.Fit(
/// [
///     new TrainingPhase(balanced, epochs: 10),
///     new TrainingPhase(actual, epochs: 5) { RateFactor = 0.1, Trained = model[^1] },
/// ]);
/// </code></example>
public sealed class TrainingPhase(IEnumerable<Batch> batches, int epochs)
{
    /// <summary>The batches.</summary>
    public IEnumerable<Batch> Batches { get; } = batches ?? throw new ArgumentNullException(nameof(batches));

    /// <summary>How many epochs it takes at most.</summary>
    public int Epochs { get; } = Expect.AtLeast(0, epochs, nameof(TrainingPhase), nameof(epochs));

    /// <summary>By what the learning rate is multiplied: that of the optimizer, or of the trainer's schedule or plateau.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor is negative or not finite.</exception>
    public double RateFactor { get; init => field = Expect.NotNegative(value, nameof(TrainingPhase), nameof(RateFactor)); } = 1;

    /// <summary>
    /// The part of the model that is trained; all of it by default. The rest is frozen and in use meanwhile: it drops nothing, and its
    /// running statistics stay.
    /// </summary>
    public Module? Trained { get; init; }

    /// <summary>The phase in a line.</summary>
    public override string ToString()
    {
        string epochs = Epochs == int.MaxValue ? "" : FormattableString.Invariant($"{Epochs} epochs of ");
        string rate = RateFactor == 1 ? "" : FormattableString.Invariant($", the learning rate times {RateFactor:G4}");
        return $"TrainingPhase({epochs}{(Batches is DataLoader loader ? $"{loader}" : "batches")}{rate}" +
            $"{(Trained is null ? "" : $", only {Trained.Description} is trained")})";
    }
}
