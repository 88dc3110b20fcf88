using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A number that is reduced when a metric stops getting better: <c>optimizer.LearningRate = plateau.Step(validationLoss)</c> after each
/// epoch. Unlike a <see cref="Schedule"/> it has a state, which <see cref="StateDict"/> saves.
/// </summary>
/// <remarks>
/// With a relative threshold a metric is better where it passes the best by a share of the best's magnitude. PyTorch takes the share of the
/// best itself, so that a negative metric which stays the same, or gets a little worse, counts as better. A metric that is NaN is bad.
/// <para>
/// Patience is PyTorch's: n bad epochs are borne, and the one after them reduces. <see cref="EarlyStopping"/>'s ends the training with the
/// n-th, so that with the same patience nothing is reduced before: give it two or three times as much where both are used.
/// </para>
/// </remarks>
public sealed class ReduceOnPlateau : IStateful
{
    private const string ValueKey = "value", BestKey = "best", BadKey = "bad_epochs", CooldownKey = "cooldown_left";

    /// <summary>A number that is not reduced yet.</summary>
    /// <param name="value">The number at first, usually the optimizer's learning rate.</param>
    /// <param name="factor">By what a reduction multiplies it.</param>
    /// <param name="patience">How many epochs without a better metric are borne; the next one reduces the number.</param>
    /// <param name="threshold">By how much a metric must pass the best to be better.</param>
    /// <param name="isRelative">Whether the threshold is a share of the best's magnitude, or a difference.</param>
    /// <param name="cooldown">How many epochs after a reduction are not counted as bad.</param>
    /// <param name="minimum">The least that the number is reduced to.</param>
    /// <param name="isMaximized">Whether a larger metric is better, as an accuracy.</param>
    /// <param name="epsilon">A reduction by no more than this is not made.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite, or the factor is not below 1.</exception>
    public ReduceOnPlateau(double value, double factor = 0.1, int patience = 10, double threshold = 1e-4, bool isRelative = true,
        int cooldown = 0, double minimum = 0, bool isMaximized = false, double epsilon = 1e-8)
    {
        Value = Expect.NotNegative(value, nameof(ReduceOnPlateau));
        Factor = Expect.That(factor is >= 0 and < 1, factor, nameof(ReduceOnPlateau), "0 to below 1");
        Patience = Expect.AtLeast(0, patience, nameof(ReduceOnPlateau));
        Threshold = Expect.NotNegative(threshold, nameof(ReduceOnPlateau));
        Cooldown = Expect.AtLeast(0, cooldown, nameof(ReduceOnPlateau));
        Minimum = Expect.NotNegative(minimum, nameof(ReduceOnPlateau));
        Epsilon = Expect.NotNegative(epsilon, nameof(ReduceOnPlateau));
        (IsRelative, IsMaximized) = (isRelative, isMaximized);
        Best = isMaximized ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary>By what a reduction multiplies the number.</summary>
    public double Factor { get; }

    /// <summary>How many epochs without a better metric are borne.</summary>
    public int Patience { get; }

    /// <summary>By how much a metric must pass the best to be better.</summary>
    public double Threshold { get; }

    /// <summary>Whether the threshold is a share of the best's magnitude, or a difference.</summary>
    public bool IsRelative { get; }

    /// <summary>How many epochs after a reduction are not counted as bad.</summary>
    public int Cooldown { get; }

    /// <summary>The least that the number is reduced to.</summary>
    public double Minimum { get; }

    /// <summary>Whether a larger metric is better.</summary>
    public bool IsMaximized { get; }

    /// <summary>A reduction by no more than this is not made.</summary>
    public double Epsilon { get; }

    /// <summary>The number now.</summary>
    public double Value { get; private set; }

    /// <summary>The best metric so far; infinite before the first.</summary>
    public double Best { get; private set; }

    /// <summary>How many epochs in a row were not better.</summary>
    public int BadEpochs { get; private set; }

    /// <summary>How many epochs will not be counted as bad.</summary>
    public int CooldownLeft { get; private set; }

    /// <summary>Takes the metric of an epoch.</summary>
    /// <param name="metric">The metric; NaN counts as bad.</param>
    /// <returns>The number, reduced where the metric is on a plateau.</returns>
    public double Step(double metric)
    {
        if (IsBetter(metric))
        {
            (Best, BadEpochs) = (metric, 0);
        }
        else
        {
            BadEpochs++;
        }

        if (CooldownLeft > 0)
        {
            (CooldownLeft, BadEpochs) = (CooldownLeft - 1, 0);
        }

        if (BadEpochs > Patience)
        {
            double reduced = Math.Max(Value * Factor, Minimum);
            Value = Value - reduced > Epsilon ? reduced : Value;
            (CooldownLeft, BadEpochs) = (Cooldown, 0);
        }

        return Value;
    }

    /// <summary>What it remembers: the number, the best metric and both counts.</summary>
    public IReadOnlyDictionary<string, Tensor> StateDict() => new Dictionary<string, Tensor>
    {
        [ValueKey] = Tensor.Full([], Value, DType.Float64),
        [BestKey] = Tensor.Full([], Best, DType.Float64),
        [BadKey] = Tensor.Full([], BadEpochs, DType.Int64),
        [CooldownKey] = Tensor.Full([], CooldownLeft, DType.Int64),
    };

    /// <summary>Takes over what <see cref="StateDict"/> gave. All of it is checked first: what does not fit changes nothing.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">
    /// Something is missing, too much, of another type or size, or a number that cannot be; the message names everything that does not fit.
    /// </exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => StateReader.Load(state, nameof(ReduceOnPlateau), Read);

    /// <summary>The number now, and how far it is from the next reduction.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"ReduceOnPlateau({Value:G4}, best {Best:G4}, {BadEpochs} bad epochs of {Patience} that are borne)");

    /// <summary>Reads a state.</summary>
    internal void Read(StateReader reader)
    {
        double value = reader.Number(ValueKey, number => number >= 0 && double.IsFinite(number), "a finite number of 0 or more");
        double best = reader.Number(BestKey, number => !double.IsNaN(number), "a number");
        (long bad, long cooldown) = (reader.Count(BadKey, int.MaxValue), reader.Count(CooldownKey, int.MaxValue));
        reader.Then(() => (Value, Best, BadEpochs, CooldownLeft) = (value, best, (int)bad, (int)cooldown));
    }

    private bool IsBetter(double metric)
    {
        double margin = !double.IsFinite(Best) ? 0 : IsRelative ? Threshold * Math.Abs(Best) : Threshold;
        return Metric.IsBetter(metric, Best, IsMaximized, margin);
    }
}
