using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The exponential average of a model's weights, a ← β·a + (1 − β)·w after every step (Polyak and Juditsky, 1992): it stands nearer to
/// where the weights go than they do themselves. It starts as the weights at its making.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="decay">How much of the average stays, β: the average is over about 1 / (1 − β) steps.</param>
/// <exception cref="ArgumentOutOfRangeException">The decay is not from 0 to below 1.</exception>
/// <exception cref="ArgumentException">The model has no parameter.</exception>
/// <example><code>
/// var average = new ExponentialAverage(model, decay: 0.999);
/// optimizer.Step();
/// average.Update();
/// using (average.Apply())
/// {
///     Evaluate(model);
/// }
/// </code></example>
public sealed class ExponentialAverage(Module model, double decay = 0.999) : WeightAverage(model)
{
    /// <summary>How much of the average stays. A schedule may change it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to below 1.</exception>
    public double Decay
    {
        get;
        set => field = Expect.That(value is >= 0 and < 1, value, nameof(ExponentialAverage), "0 to below 1", nameof(Decay));
    } = Expect.That(decay is >= 0 and < 1, decay, nameof(ExponentialAverage), "0 to below 1", nameof(decay));

    /// <summary>What is averaged, how much of it stays, and how often it was updated.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"ExponentialAverage({Model.Description}, decay {Decay:G6}, {Updates} updates)");

    /// <inheritdoc/>
    protected override double Kept(long updates) => Decay;
}
