using System.Numerics;
using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Predictions of classes and targets as numbers to measure with, in arrays that are used again for the next batch. A single score for the
/// second of two classes becomes one for each.
/// </summary>
/// <param name="metric">The name of what is measured, for messages.</param>
/// <param name="areProbabilities">Whether scores are probabilities.</param>
/// <param name="takes">What is expected, for messages.</param>
internal sealed class ClassScores(string metric, bool areProbabilities, string takes)
{
    // Float32 probabilities of some thousand classes sum to 1 as near as that; logits hardly ever do.
    private const double Slack = 1e-3;

    // Counts of decided classes go up to the largest: what is beyond is no class, but something else that was given for one.
    private const int MostDecided = 1 << 24;

    private double[] _scores = [], _numbers = [], _ordered = [];
    private long[] _labels = [];

    public ClassScores(ClassMetric metric)
        : this(metric.Name, metric.TakesProbabilities, metric.Takes)
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
        bool areDecided = takesDecisions && predictions is { DType: DType.Int64, Rank: 1 };
        bool isSingle = predictions.Rank == 1 || (predictions.Rank == 2 && predictions.Shape[1] == 1);
        bool fits = (areDecided || predictions.DType.IsFloat()) && predictions.Rank is 1 or 2 && targets.Rank >= 1
            && targets.Shape[0] == predictions.Shape[0] && targets.Count == targets.Shape[0]
            && (targets.DType == DType.Int64 || isSingle) && (predictions.Rank == 1 || predictions.Shape[1] > 0);
        if (!fits)
        {
            throw new ArgumentException(
                $"{metric}: the predictions are {predictions.DType} {predictions.Shape} and the targets {targets.DType} {targets.Shape}; " +
                $"expected {takes}.", nameof(predictions));
        }

        (int count, int classes) = (predictions.Shape[0], areDecided ? 0 : isSingle ? 2 : predictions.Shape[1]);
        Count = 0;
        Room(ref _labels, count);
        Room(ref _scores, count * Math.Max(classes, 1));
        MetricNumbers.Read(predictions, _scores.AsSpan(0, predictions.Count));
        Spread(count, !areDecided && isSingle);
        (Count, Classes) = (count, classes);
        try
        {
            ExpectScores(areDecided);
            ReadLabels(targets);
        }
        catch
        {
            Count = 0;
            throw;
        }
    }

    // From the end, so that no score is written over before it was read.
    private void Spread(int count, bool isSingle)
    {
        for (int i = isSingle ? count - 1 : -1; i >= 0; i--)
        {
            double score = _scores[i];
            (_scores[2 * i], _scores[(2 * i) + 1]) = (areProbabilities ? 1 - score : 0, score);
        }
    }

    private void ReadLabels(Tensor targets)
    {
        if (targets.DType == DType.Int64)
        {
            targets.AsSpan<long>().CopyTo(_labels);
        }
        else
        {
            Room(ref _numbers, Count);
            Span<double> numbers = _numbers.AsSpan(0, Count);
            MetricNumbers.Read(targets, numbers);
            for (int i = 0; i < Count; i++)
            {
                _labels[i] = numbers[i] is 0 or 1
                    ? (long)numbers[i]
                    : throw Unfit($"the target of sample {i} is {numbers[i]}; expected 0 or 1");
            }
        }

        for (int i = 0; i < Count; i++)
        {
            if (_labels[i] < 0 || _labels[i] >= (Classes > 0 ? Classes : MostDecided))
            {
                throw Classes > 0
                    ? Unfit($"the target of sample {i} is {_labels[i]}; expected 0 to {Classes - 1}, for there are {Classes} classes")
                    : Unfit($"the target of sample {i} is {_labels[i]}; expected a class, 0 to {MostDecided - 1}");
            }
        }
    }

    private void ExpectScores(bool areDecided)
    {
        for (int i = 0; i < Count; i++)
        {
            if (areDecided)
            {
                _ = _scores[i] is >= 0 and < MostDecided ? 0 : throw Unfit(
                    $"the prediction for sample {i} is {_scores[i]}; expected a class, 0 to {MostDecided - 1}");
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
                        $"a score of sample {i} is {score}; expected probabilities, from 0 to 1. Of logits make them with Softmax(1)");
                }
            }

            if (areProbabilities && !(Math.Abs(sum - 1) <= Slack))
            {
                throw Unfit($"the probabilities of sample {i} sum to {sum}; expected 1. Of logits make them with Softmax(1)");
            }

            if (!double.IsFinite(largest))
            {
                throw Unfit(
                    $"the largest score of sample {i} is {largest}, so no class can be told; expected numbers. Has training diverged?");
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
