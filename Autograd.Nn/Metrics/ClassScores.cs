using System.Numerics;
using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Predictions of classes and targets as numbers to measure with, in arrays that are used again for the next batch. A single score for the
/// second of two classes becomes one for each, and of sequences or pictures every position is a sample. What is to be ignored is left out.
/// </summary>
/// <param name="metric">The name of what is measured, for messages.</param>
/// <param name="areProbabilities">Whether scores are probabilities.</param>
/// <param name="takes">What is expected, for messages.</param>
/// <param name="ignoreIndex">The target that counts for nothing.</param>
internal sealed class ClassScores(
    string metric, bool areProbabilities, string takes, int ignoreIndex = ClassTargets.DefaultIgnoreIndex)
{
    // Float32 probabilities of some thousand classes sum to 1 as near as that; logits hardly ever do.
    private const double Slack = 1e-3;

    // Counts of decided classes go up to the largest: what is beyond is no class, but something else that was given for one.
    private const int MostDecided = 1 << 24;

    private double[] _scores = [], _numbers = [], _ordered = [];
    private long[] _labels = [];
    private int[] _places = [];
    private Shape _shape = [];

    public ClassScores(ClassMetric metric)
        : this(metric.Name, metric.TakesProbabilities, metric.Takes, metric.IgnoreIndex)
    {
    }

    /// <summary>How many samples the batch has.</summary>
    public int Count { get; private set; }

    /// <summary>How many classes the scores are of; 0 where there are none, for the classes were decided.</summary>
    public int Classes { get; private set; }

    /// <summary>The class of each sample.</summary>
    public ReadOnlySpan<long> Labels => _labels.AsSpan(0, Count);

    /// <summary>The scores of a sample.</summary>
    public ReadOnlySpan<double> Row(int sample) => _scores.AsSpan(sample * Classes, Classes);

    /// <summary>The class with the largest score, the first of equals; or the one that was decided for.</summary>
    public long Predicted(int sample)
    {
        if (Classes == 0)
        {
            return (long)_scores[sample];
        }

        ReadOnlySpan<double> row = Row(sample);
        int largest = 0;
        for (int c = 1; c < row.Length; c++)
        {
            largest = row[c] > row[largest] ? c : largest;
        }

        return largest;
    }

    /// <summary>How many classes there are: those of the scores, or of decided ones up to the largest that occurs.</summary>
    public int MostClasses()
    {
        long largest = Classes - 1;
        for (int i = 0; Classes == 0 && i < Count; i++)
        {
            largest = Math.Max(largest, Math.Max(_labels[i], Predicted(i)));
        }

        return (int)largest + 1;
    }

    /// <summary>The logarithms of a sample's probabilities, which keep what is near 1 apart too.</summary>
    public void LogProbabilities(int sample, Span<double> logs)
    {
        ReadOnlySpan<double> row = Row(sample);
        if (areProbabilities)
        {
            for (int c = 0; c < row.Length; c++)
            {
                logs[c] = Math.Log(row[c]);
            }

            return;
        }

        double largest = row[(int)Predicted(sample)], others = 0;
        for (int c = 0; c < row.Length; c++)
        {
            logs[c] = row[c] - largest;
        }

        // In order of size, so that the same scores of other classes sum to the same bits, and what ties is seen to.
        Room(ref _ordered, row.Length);
        Span<double> ordered = _ordered.AsSpan(0, row.Length);
        logs[..row.Length].CopyTo(ordered);
        ordered.Sort();
        foreach (double other in ordered[..^1])
        {
            others += Math.Exp(other);
        }

        // log(1 + others) to the last digit, after Kahan: the library's is 0 for what is lost beside 1.
        double one = 1 + others, log = one == 1 ? others : Math.Log(one) * others / (one - 1);
        for (int c = 0; c < row.Length; c++)
        {
            logs[c] -= log;
        }
    }

    /// <summary>Reads a batch.</summary>
    /// <exception cref="ArgumentException">It is not as expected.</exception>
    public void Read(Tensor predictions, Tensor targets, bool takesDecisions = false)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        Shape answers = predictions.Shape, wanted = targets.Shape;
        bool areDecided = takesDecisions && predictions.DType == DType.Int64 && (answers.Rank == 1 || answers == wanted);
        bool isSingle = !areDecided && (answers.Rank == 1 || (answers.Rank > 1 && answers[1] == 1));
        bool fits = (areDecided || predictions.DType.IsFloat()) && answers.Rank >= 1 && wanted.Rank >= 1 && answers[0] == wanted[0]
            && (areDecided && answers == wanted
                || (answers.Rank <= 2 ? wanted.Count == wanted[0] : answers.Sizes[2..].SequenceEqual(wanted.Sizes[1..])))
            && (targets.DType == DType.Int64 || isSingle) && (areDecided || answers.Rank == 1 || answers[1] > 0);
        if (!fits)
        {
            bool areLast = answers.Rank == 3 && answers.Sizes[..2].SequenceEqual(wanted.Sizes);
            throw new ArgumentException(
                $"{metric}: the predictions are {predictions.DType} {answers} and the targets {targets.DType} {wanted}; " +
                $"expected {takes}.{(areLast ? " Transpose(1, 2) of the predictions brings the classes to axis 1." : "")}",
                nameof(predictions));
        }

        (Count, Classes, _shape) = (0, areDecided ? 0 : isSingle ? 2 : answers[1], wanted);
        int count = ReadLabels(targets);
        ReadScores(predictions, count, areDecided || isSingle ? 1 : Classes, isSingle, answers.Rank <= 2 ? 1 : answers.CountOf(2..));
        ExpectScores(count, areDecided);
        Count = count;
    }

    // Those that count move to the front, and their places are noted.
    private int ReadLabels(Tensor targets)
    {
        int positions = targets.Count, count = 0;
        Room(ref _labels, positions);
        Room(ref _places, positions);
        bool areNumbers = targets.DType != DType.Int64;
        if (areNumbers)
        {
            Room(ref _numbers, positions);
            MetricNumbers.Read(targets, _numbers.AsSpan(0, positions));
        }

        ReadOnlySpan<long> given = areNumbers ? [] : targets.AsSpan<long>();
        for (int i = 0; i < positions; i++)
        {
            long label = !areNumbers ? given[i]
                : _numbers[i] == ignoreIndex ? ignoreIndex
                : _numbers[i] is 0 or 1 ? (long)_numbers[i]
                : throw Unfit($"the target of {Place(i)} is {_numbers[i]}; expected 0 or 1");
            if (label == ignoreIndex)
            {
                continue;
            }

            if (label < 0 || label >= (Classes > 0 ? Classes : MostDecided))
            {
                throw Classes > 0
                    ? Unfit($"the target of {Place(i)} is {label}; expected 0 to {Classes - 1}, for there are {Classes} classes")
                    : Unfit($"the target of {Place(i)} is {label}; expected a class, 0 to {MostDecided - 1}");
            }

            (_labels[count], _places[count]) = (label, i);
            count++;
        }

        return count;
    }

    // A row of classes for each sample that counts; they are given along axis 1, with so many positions behind it.
    private void ReadScores(Tensor predictions, int count, int given, bool isSingle, int positions)
    {
        Room(ref _scores, count * Math.Max(Classes, 1));
        if (positions == 1 && !isSingle && count * given == predictions.Count)
        {
            MetricNumbers.Read(predictions, _scores.AsSpan(0, predictions.Count));
            return;
        }

        Room(ref _numbers, predictions.Count);
        MetricNumbers.Read(predictions, _numbers.AsSpan(0, predictions.Count));
        for (int i = 0; i < count; i++)
        {
            (int sample, int position) = Math.DivRem(_places[i], positions);
            int first = (sample * given * positions) + position;
            if (isSingle)
            {
                double score = _numbers[first];
                (_scores[2 * i], _scores[(2 * i) + 1]) = (areProbabilities ? 1 - score : 0, score);
                continue;
            }

            for (int c = 0; c < given; c++)
            {
                _scores[(i * given) + c] = _numbers[first + (c * positions)];
            }
        }
    }

    private string Sample(int i) => Place(_places[i]);

    // Where what has a place among the targets stands, for messages.
    private string Place(int place) => _shape.Count == _shape[0]
        ? FormattableString.Invariant($"sample {place}") : $"position {_shape.Position(place)}";

    private void ExpectScores(int count, bool areDecided)
    {
        for (int i = 0; i < count; i++)
        {
            if (areDecided)
            {
                _ = _scores[i] is >= 0 and < MostDecided ? 0 : throw Unfit(
                    $"the prediction for {Sample(i)} is {_scores[i]}; expected a class, 0 to {MostDecided - 1}");
                continue;
            }

            double sum = 0, largest = double.NegativeInfinity;
            Span<double> row = _scores.AsSpan(i * Classes, Classes);
            foreach (double score in row)
            {
                sum += score;
                largest = Math.Max(largest, score);
                if (areProbabilities && !(score >= -Slack && score <= 1 + Slack))
                {
                    throw Unfit(
                        $"a score of {Sample(i)} is {score}; expected probabilities, from 0 to 1. Of logits make them with Softmax(1)");
                }
            }

            if (areProbabilities && !(Math.Abs(sum - 1) <= Slack))
            {
                throw Unfit($"the probabilities of {Sample(i)} sum to {sum}; expected 1. Of logits make them with Softmax(1)");
            }

            if (!double.IsFinite(largest))
            {
                throw Unfit(
                    $"the largest score of {Sample(i)} is {largest}, so no class can be told; expected numbers. Has training diverged?");
            }

            // What rounding put below 0 or above 1 is 0 or 1: no logarithm of it is undefined then.
            for (int c = 0; areProbabilities && c < row.Length; c++)
            {
                row[c] = Math.Clamp(row[c], 0, 1);
            }
        }
    }

    private ArgumentException Unfit(FormattableString reason) =>
        new($"{metric}: {FormattableString.Invariant(reason)}{(reason.Format.EndsWith('?') ? "" : ".")}",
            reason.Format.StartsWith("the target", StringComparison.Ordinal) ? "targets" : "predictions");

    private static void Room<T>(ref T[] array, int count)
    {
        if (array.Length < count)
        {
            array = new T[count];
        }
    }
}
