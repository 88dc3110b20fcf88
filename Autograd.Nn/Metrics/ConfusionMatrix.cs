using System.Globalization;
using System.Text;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// How often samples of each class were predicted as each class, and the measures that follow from it. A measure whose denominator is 0 is
/// undefined and reads <see cref="double.NaN"/>; it is never taken for 0 or 1.
/// </summary>
public sealed class ConfusionMatrix : IStateful
{
    private const int MostClasses = 46_340;
    private const string CountsKey = "counts";

    private readonly int _ignoreIndex;
    private readonly long[] _counts;
    private ClassCounts _ofClasses = new();

    /// <summary>An empty matrix.</summary>
    /// <param name="classCount">How many classes there are.</param>
    /// <param name="ignoreIndex">The target that counts for nothing where tensors are added, as in the losses.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is not positive.</exception>
    public ConfusionMatrix(int classCount, int ignoreIndex = ClassTargets.DefaultIgnoreIndex)
    {
        _ignoreIndex = ignoreIndex;
        ClassCount = (int)Expect.That(
            classCount is >= 1 and <= MostClasses, classCount, nameof(ConfusionMatrix), $"1 to {MostClasses}");
        _counts = new long[classCount * classCount];
        _ofClasses.Grow(classCount);
    }

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>How many samples have been added.</summary>
    public long Count => _counts.Sum();

    /// <summary>How many samples of class <paramref name="actual"/> were predicted as class <paramref name="predicted"/>.</summary>
    /// <param name="actual">The class the samples belong to.</param>
    /// <param name="predicted">The class they were taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public long this[int actual, int predicted]
    {
        get
        {
            CheckClass(actual, ClassCount, nameof(actual));
            CheckClass(predicted, ClassCount, nameof(predicted));
            return _counts[(actual * ClassCount) + predicted];
        }
    }

    /// <summary>The share of samples predicted correctly. NaN where there are none.</summary>
    public double Accuracy => _ofClasses.Accuracy;

    /// <summary>The mean of <see cref="Recall"/> over the classes that occur. NaN where there are no samples.</summary>
    public double BalancedAccuracy => _ofClasses.BalancedAccuracy;

    /// <summary>The mean of <see cref="F1"/> over the classes that occur or were predicted. NaN where there are no samples.</summary>
    public double MacroF1 => _ofClasses.MacroF1;

    private IEnumerable<int> Classes => Enumerable.Range(0, ClassCount);

    /// <summary>Adds one sample.</summary>
    /// <param name="predicted">The class it was taken for.</param>
    /// <param name="actual">The class it belongs to.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(long predicted, long actual)
    {
        CheckClass(predicted, ClassCount, nameof(predicted));
        CheckClass(actual, ClassCount, nameof(actual));
        CountOne((int)actual, (int)predicted);
    }

    /// <summary>Adds many samples, or none where one of them is not to be had.</summary>
    /// <param name="predicted">The class each was taken for.</param>
    /// <param name="actual">The class each belongs to.</param>
    /// <exception cref="ArgumentException">There are not as many predictions as classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(ReadOnlySpan<long> predicted, ReadOnlySpan<long> actual)
    {
        if (actual.Length != predicted.Length)
        {
            throw new ArgumentException(
                $"ConfusionMatrix.Add: {predicted.Length} predicted classes came with {actual.Length} actual ones; give one for one.",
                nameof(predicted));
        }

        foreach (long c in predicted)
        {
            CheckClass(c, ClassCount, nameof(predicted));
        }

        foreach (long c in actual)
        {
            CheckClass(c, ClassCount, nameof(actual));
        }

        for (int i = 0; i < actual.Length; i++)
        {
            CountOne((int)actual[i], (int)predicted[i]);
        }
    }

    /// <summary>
    /// Adds a batch of predictions, or nothing where it does not fit: logits or probabilities [samples, classes], or decided Int64 classes.
    /// Of equal scores the first class is the predicted one; a single score for the second of two classes predicts it above 0. Of
    /// sequences, [samples, classes, ...], every position counts.
    /// </summary>
    /// <param name="predictions">What a network answered.</param>
    /// <param name="targets">The Int64 classes, [samples], of sequences [samples, ...].</param>
    /// <exception cref="ArgumentException">They are not as expected, or of more classes than the matrix has.</exception>
    public void Add(Tensor predictions, Tensor targets)
    {
        ClassScores scores = Scores(predictions, targets, _ignoreIndex);
        for (int i = 0; i < scores.Count; i++)
        {
            CheckClass(scores.Labels[i], ClassCount, nameof(targets));
            CheckClass(scores.Predicted(i), ClassCount, nameof(predictions));
        }

        AddScores(scores);
    }

    /// <summary>The matrix of predictions that are all there.</summary>
    /// <param name="predictions">What a network answered, as <see cref="Add(Tensor, Tensor)"/> takes it.</param>
    /// <param name="targets">The Int64 classes, [samples], of sequences [samples, ...].</param>
    /// <param name="ignoreIndex">The target that counts for nothing, as in the losses.</param>
    /// <exception cref="ArgumentException">They are not as expected.</exception>
    public static ConfusionMatrix Of(Tensor predictions, Tensor targets, int ignoreIndex = ClassTargets.DefaultIgnoreIndex)
    {
        ClassScores scores = Scores(predictions, targets, ignoreIndex);
        int classCount = Math.Max(1, scores.MostClasses());
        if (classCount > MostClasses)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"ConfusionMatrix: the predictions and targets are of {classCount} classes; expected 1 to ") +
                FormattableString.Invariant($"{MostClasses}. Metrics such as Metric.Accuracy and Metric.Recall take any number of them."),
                nameof(predictions));
        }

        var matrix = new ConfusionMatrix(classCount, ignoreIndex);
        matrix.AddScores(scores);
        return matrix;
    }

    /// <summary>Adds what another matrix has counted; that one stays as it is.</summary>
    /// <param name="other">A matrix of as many classes or fewer.</param>
    /// <exception cref="ArgumentException">It is of more classes.</exception>
    public void Merge(ConfusionMatrix other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.ClassCount > ClassCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"ConfusionMatrix.Merge: the other is of {other.ClassCount} classes; expected {ClassCount}."),
                nameof(other));
        }

        for (int i = 0; i < other._counts.Length; i++)
        {
            _counts[(i / other.ClassCount * ClassCount) + (i % other.ClassCount)] += other._counts[i];
        }

        _ofClasses.Merge(other._ofClasses);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDict() =>
        new Dictionary<string, Tensor> { [CountsKey] = Tensor.From(_counts, [ClassCount, ClassCount]) };

    /// <inheritdoc/>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) =>
        StateReader.Load(state, nameof(ConfusionMatrix), reader =>
        {
            long[]? counts = reader.Find(CountsKey, DType.Int64, [ClassCount, ClassCount])?.ToArray<long>();
            if (counts is not null && Array.Exists(counts, count => count < 0))
            {
                reader.Unfit(CountsKey, "has a count below 0");
            }

            reader.Then(() =>
            {
                counts!.CopyTo(_counts, 0);
                _ofClasses = new();
                _ofClasses.Grow(ClassCount);
                for (int i = 0; i < counts.Length; i++)
                {
                    _ofClasses.Add(i / ClassCount, i % ClassCount, counts[i]);
                }
            });
        });

    private static ClassScores Scores(Tensor predictions, Tensor targets, int ignoreIndex)
    {
        var scores = new ClassScores(nameof(ConfusionMatrix), areProbabilities: false, Metric.Accuracy.Takes, ignoreIndex);
        scores.Read(predictions, targets, takesDecisions: true);
        return scores;
    }

    private void AddScores(ClassScores scores)
    {
        for (int i = 0; i < scores.Count; i++)
        {
            CountOne((int)scores.Labels[i], (int)scores.Predicted(i));
        }
    }

    private void CountOne(int actual, int predicted)
    {
        _counts[(actual * ClassCount) + predicted]++;
        _ofClasses.Add(actual, predicted);
    }

    /// <summary>How many samples of a class have been added.</summary>
    /// <param name="c">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public long Support(int c) => _ofClasses.Support(Checked(c));

    /// <summary>How many samples were predicted as a class.</summary>
    /// <param name="c">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public long Predictions(int c) => _ofClasses.Predictions(Checked(c));

    /// <summary>The share of a class's samples that were recognized (sensitivity). NaN where the class does not occur.</summary>
    /// <param name="c">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Recall(int c) => _ofClasses.Recall(Checked(c));

    /// <summary>The share of a class's predictions that were right. NaN where the class was never predicted.</summary>
    /// <param name="c">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Precision(int c) => _ofClasses.Precision(Checked(c));

    /// <summary>
    /// The harmonic mean of recall and precision, 2·hits / (samples + predictions). NaN only where the class neither occurs nor was
    /// predicted.
    /// </summary>
    /// <param name="c">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double F1(int c) => _ofClasses.F1(Checked(c));

    /// <summary>A table with a row per actual class: its predictions, support, recall, precision and F1; below it the accuracies.</summary>
    public override string ToString()
    {
        int width = Math.Max(6, Count.ToString(CultureInfo.InvariantCulture).Length + 1);
        var table = new StringBuilder("actual");
        foreach (int c in Classes)
        {
            table.Append(("→" + c.ToString(CultureInfo.InvariantCulture)).PadLeft(width));
        }

        table.Append("support".PadLeft(width + 4)).Append("    recall precision        F1");
        foreach (int c in Classes)
        {
            table.Append('\n').Append(CultureInfo.InvariantCulture, $"{c,6}");
            foreach (int predicted in Classes)
            {
                table.Append(this[c, predicted].ToString(CultureInfo.InvariantCulture).PadLeft(width));
            }

            table.Append(Support(c).ToString(CultureInfo.InvariantCulture).PadLeft(width + 4));
            table.Append(CultureInfo.InvariantCulture, $"{Recall(c),10:F4}{Precision(c),10:F4}{F1(c),10:F4}");
        }

        return table.Append('\n')
            .Append(CultureInfo.InvariantCulture, $"accuracy {Accuracy:F4}, balanced accuracy {BalancedAccuracy:F4}, {Count} samples")
            .ToString();
    }

    private int Checked(int c)
    {
        CheckClass(c, ClassCount, nameof(c));
        return c;
    }

    internal static void CheckClass(long c, int classCount, string argument, string owner = nameof(ConfusionMatrix))
    {
        if (c < 0 || c >= classCount)
        {
            throw new ArgumentOutOfRangeException(
                argument, FormattableString.Invariant($"{owner}: there is no class {c}; expected 0 to {classCount - 1}."));
        }
    }
}
