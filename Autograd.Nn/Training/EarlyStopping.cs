using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Ends a training whose validation no longer gets better, and says what better means.</summary>
/// <remarks>
/// Patience is Keras' and Lightning's: the n-th epoch in a row without a better value is the last. A <see cref="ReduceOnPlateau"/>, as
/// PyTorch's, bears n and reduces in the one after them, so that with the same patience, and by default both have 10, training ends before
/// the rate is reduced once: where both are used, give this one twice or three times as much.
/// </remarks>
/// <param name="patience">After how many epochs in a row without a better value training ends.</param>
/// <param name="metric">What is watched on the validation data; the loss where none is given.</param>
/// <param name="minimumImprovement">By how much a value must pass the best to count; any progress at all where it is 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The patience is less than 1, or the improvement negative or not finite.</exception>
public sealed class EarlyStopping(int patience = 10, Metric? metric = null, double minimumImprovement = 0)
{
    /// <summary>After how many epochs in a row without a better value training ends.</summary>
    public int Patience { get; } = Expect.AtLeast(1, patience, nameof(EarlyStopping), nameof(patience));

    /// <summary>What is watched on the validation data; null for the loss.</summary>
    public Metric? Metric { get; } = metric;

    /// <summary>By how much a value must pass the best to count.</summary>
    public double MinimumImprovement { get; } =
        Expect.NotNegative(minimumImprovement, nameof(EarlyStopping), nameof(minimumImprovement));

    /// <summary>Whether a value passes another by more than a margin; NaN is worse than any.</summary>
    internal bool IsBetter(double value, double best, double margin) =>
        Nn.Metric.IsBetter(value, best, Metric is { HigherIsBetter: true }, margin);

    /// <summary>What ends a training, in a line.</summary>
    public override string ToString()
    {
        string margin = MinimumImprovement == 0 ? "" : FormattableString.Invariant($" by more than {MinimumImprovement:G4}");
        return FormattableString.Invariant($"EarlyStopping({Patience} epochs without a better {Metric?.Name ?? "loss"}{margin})");
    }

    /// <summary>What is watched, of an evaluation.</summary>
    internal double Of(Evaluation evaluation) => Metric is { } metric ? evaluation[metric] : evaluation.Loss;
}
