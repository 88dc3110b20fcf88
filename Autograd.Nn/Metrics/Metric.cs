using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What to measure of a network's answers: a name, which way is better, and how to begin to measure. It is immutable and holds nothing that
/// was measured, so one serves any number of trainings and threads. Metrics are listed here by name, and a user's own derives from this
/// class.
/// </summary>
/// <remarks>
/// A value that is undefined, as an accuracy of no samples or a ROC area of one class, reads <see cref="double.NaN"/>; it is never taken
/// for 0 or 1. Predictions and targets that are NaN are refused, for no class is the largest then.
/// </remarks>
/// <example><code>
/// double accuracy = Metric.Accuracy.Of(model.Forward(test.Inputs), test.Targets);
/// </code></example>
public abstract class Metric
{
    /// <summary>Describes a metric.</summary>
    /// <param name="name">What it is called in tables and messages.</param>
    /// <param name="higherIsBetter">Whether a higher value is better.</param>
    /// <param name="takes">What predictions and targets it takes, for messages.</param>
    protected Metric(string name, bool higherIsBetter, string takes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(takes);
        (Name, HigherIsBetter, Takes) = (name, higherIsBetter, takes);
    }

    /// <summary>The share of samples whose class has the largest score.</summary>
    public static ClassMetric Accuracy { get; } = ClassMetric.OfCounts("accuracy", counts => counts.Accuracy);

    /// <summary>The mean, over the classes that occur, of the share of their samples that were recognized.</summary>
    public static ClassMetric BalancedAccuracy { get; } = ClassMetric.OfCounts("balanced accuracy", counts => counts.BalancedAccuracy);

    /// <summary>The mean of <see cref="F1"/> over the classes that occur or were predicted.</summary>
    public static ClassMetric MacroF1 { get; } = ClassMetric.OfCounts("macro F1", counts => counts.MacroF1);

    /// <summary>
    /// The area under the ROC curve: the probability that a sample of the class has a higher score than another, ties counting half. Exact,
    /// for it keeps the scores. Of more than two classes it is the mean over each against all others, by their probabilities.
    /// </summary>
    public static ClassMetric RocAuc { get; } = new("ROC area", true, metric => new RankAccumulator(metric, Ranks.RocArea));

    /// <summary>
    /// The area under the precision-recall curve as average precision: Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds, without interpolation. Of more
    /// than two classes it is the mean over each against all others.
    /// </summary>
    public static ClassMetric AveragePrecision { get; } =
        new("average precision", true, metric => new RankAccumulator(metric, Ranks.AveragePrecision));

    /// <summary>The mean of −log p of the actual class, in nats: infinite where a probability of 0 was given for what happened.</summary>
    public static ClassMetric LogLoss { get; } = new("log loss", false, metric => new ScoreAccumulator(metric, ScoreAccumulator.LogLoss));

    /// <summary>
    /// The mean squared error of the probabilities (Brier 1950): of two classes (p₁ − y)², of more Σ over the classes of (p_c − y_c)².
    /// </summary>
    public static ClassMetric BrierScore { get; } = new("Brier score", false, metric => new ScoreAccumulator(metric,
        ScoreAccumulator.Brier));

    /// <summary>The mean squared error over all elements.</summary>
    public static Metric Mse { get; } = new NumberMetric("mean squared error", false, () => new ErrorAccumulator("mean squared error",
        true));

    /// <summary>The root of <see cref="Mse"/>, which has the unit of what is predicted.</summary>
    public static Metric Rmse { get; } = new NumberMetric("root mean squared error", false, () => new ErrorAccumulator(
        "root mean squared error", isSquared: true, isRoot: true));

    /// <summary>The mean absolute error over all elements.</summary>
    public static Metric Mae { get; } =
        new NumberMetric("mean absolute error", false, () => new ErrorAccumulator("mean absolute error", false));

    /// <summary>
    /// The share of the targets' variance that is explained, 1 − Σ (y − ŷ)² / Σ (y − ȳ)², averaged over outputs; undefined where targets do
    /// not vary.
    /// </summary>
    public static Metric R2 { get; } = new NumberMetric("R²", true, () => new ExplainedAccumulator("R²"));

    /// <summary>What it is called in tables and messages.</summary>
    public string Name { get; }

    /// <summary>Whether a higher value is better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>What predictions and targets it takes, for messages.</summary>
    public string Takes { get; }

    /// <summary>The share of samples whose class is among the k with the largest scores; of equal scores the first classes count.</summary>
    /// <param name="k">How many classes may be named, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is not positive.</exception>
    public static ClassMetric TopK(int k)
    {
        Expect.AtLeast(1, k, nameof(TopK));
        return new(FormattableString.Invariant($"top-{k} accuracy"), true, metric => new TopKAccumulator(metric, k));
    }

    /// <summary>The share of a class's samples that were recognized (sensitivity).</summary>
    /// <param name="c">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class is negative.</exception>
    public static ClassMetric Recall(int c) => ClassMetric.OfClass("recall", c, (counts, of) => counts.Recall(of));

    /// <summary>The share of a class's predictions that were right.</summary>
    /// <param name="c">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class is negative.</exception>
    public static ClassMetric Precision(int c) => ClassMetric.OfClass("precision", c, (counts, of) => counts.Precision(of));

    /// <summary>The harmonic mean of a class's recall and precision.</summary>
    /// <param name="c">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class is negative.</exception>
    public static ClassMetric F1(int c) => ClassMetric.OfClass("F1", c, (counts, of) => counts.F1(of));

    /// <summary>
    /// The expected calibration error (Guo et al. 2017): how far the confidence in the predicted class is from the share of such
    /// predictions that are right, averaged over the samples. <see cref="ReliabilityDiagram"/> has the bins.
    /// </summary>
    /// <param name="bins">How many bins of equal width the confidences are put in.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is not positive.</exception>
    public static ClassMetric CalibrationError(int bins = ReliabilityDiagram.DefaultBins)
    {
        Expect.AtLeast(1, bins, nameof(CalibrationError));
        string name = bins == ReliabilityDiagram.DefaultBins
            ? "calibration error" : FormattableString.Invariant($"calibration error in {bins} bins");
        return new(name, false, metric => new CalibrationAccumulator(metric, bins));
    }

    /// <summary>Begins to measure: nothing has been seen yet.</summary>
    public abstract MetricAccumulator Start();

    /// <summary>The value for predictions that are all there.</summary>
    /// <param name="predictions">What a network answered.</param>
    /// <param name="targets">What it should have answered.</param>
    /// <exception cref="ArgumentException">The metric does not take them.</exception>
    public double Of(Tensor predictions, Tensor targets)
    {
        MetricAccumulator accumulator = Start();
        accumulator.Update(predictions, targets);
        return accumulator.Value;
    }

    /// <summary>Whether a value is better than another. NaN is never better, and everything else is better than NaN.</summary>
    /// <param name="value">The value.</param>
    /// <param name="than">The other.</param>
    public bool IsBetter(double value, double than) => IsBetter(value, than, HigherIsBetter);

    /// <summary>Whether a value passes another by more than a margin; NaN is worse than any number.</summary>
    internal static bool IsBetter(double value, double than, bool higherIsBetter, double margin = 0) =>
        !double.IsNaN(value) && (double.IsNaN(than) || (higherIsBetter ? value > than + margin : value < than - margin));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
