using System.Runtime.InteropServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Classes sorted by falling frequency, those that tie by their label: the rank of a label is its place in this order, as
/// <see cref="AdaptiveLogSoftmaxWithLoss"/> wants its classes numbered.
/// </summary>
public sealed class FrequencyOrder
{
    private readonly long[] _labels;
    private readonly long[] _ranks;
    private readonly int _ignoreIndex;

    /// <summary>Sorts classes by how often they come.</summary>
    /// <param name="counts">How often each class comes, by label.</param>
    /// <param name="ignoreIndex">A label that is no class and stays as it is.</param>
    /// <exception cref="ArgumentException">There is no class, a count is negative, or the ignored label is one of the classes.</exception>
    public FrequencyOrder(ReadOnlySpan<long> counts, int ignoreIndex = ClassTargets.DefaultIgnoreIndex)
    {
        if (counts.IsEmpty)
        {
            throw new ArgumentException("FrequencyOrder: there are no counts; expected one for each class.", nameof(counts));
        }

        if (ignoreIndex >= 0 && ignoreIndex < counts.Length)
        {
            throw new ArgumentException(
                $"FrequencyOrder: the ignored label {ignoreIndex} is one of {counts.Length} classes; expected a negative number.",
                    nameof(ignoreIndex));
        }

        _ignoreIndex = ignoreIndex;

        // Far fewer counts differ than there are classes: it is they that are sorted, and each class goes to the next place of its count.
        var places = new Dictionary<long, int>();
        for (int label = 0; label < counts.Length; label++)
        {
            long count = counts[label];
            if (count < 0)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"FrequencyOrder: the count of class {label} is {count}; expected 0 or more."),
                    nameof(counts));
            }

            CollectionsMarshal.GetValueRefOrAddDefault(places, count, out _)++;
        }

        long[] falling = [.. places.Keys];
        Array.Sort(falling);
        Array.Reverse(falling);
        int place = 0;
        foreach (long count in falling)
        {
            int classes = places[count];
            places[count] = place;
            place += classes;
        }

        _labels = new long[counts.Length];
        _ranks = new long[counts.Length];
        for (int label = 0; label < counts.Length; label++)
        {
            int rank = CollectionsMarshal.GetValueRefOrNullRef(places, counts[label])++;
            _labels[rank] = label;
            _ranks[label] = rank;
        }

        Ranks = Tensor.From(_ranks);
        Labels = Tensor.From(_labels);
    }

    /// <summary>The number of classes.</summary>
    public int ClassCount => _labels.Length;

    /// <summary>
    /// The rank of each label, Int64 of shape [classes]: <c>logProbabilities.IndexSelect(-1, order.Ranks)</c> brings columns by rank into
    /// the order of the labels.
    /// </summary>
    public Tensor Ranks { get; }

    /// <summary>The label of each rank, Int64 of shape [classes].</summary>
    public Tensor Labels { get; }

    /// <summary>Counts labels, of which classes may be missing, and sorts.</summary>
    /// <param name="labels">The labels, such as those of a training set.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="ignoreIndex">A label that is no class and stays as it is.</param>
    /// <exception cref="ArgumentException">A label is no class.</exception>
    public static FrequencyOrder FromLabels(ReadOnlySpan<long> labels, int classCount, int ignoreIndex = ClassTargets.DefaultIgnoreIndex)
    {
        Expect.AtLeast(1, classCount, nameof(FrequencyOrder));
        long[] counts = new long[classCount];
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] != ignoreIndex)
            {
                counts[ExpectClass(labels[i], classCount, i, "label")]++;
            }
        }

        return new(counts, ignoreIndex);
    }

    /// <summary>The ranks of labels.</summary>
    /// <param name="labels">Int64 labels of any shape.</param>
    /// <returns>Int64 ranks of the same shape; ignored labels stay.</returns>
    /// <exception cref="ArgumentException">A label is no class, or the type is another.</exception>
    public Tensor ToRanks(Tensor labels) => Map(labels, _ranks, "label");

    /// <summary>The labels of ranks, such as those that <see cref="AdaptiveLogSoftmaxWithLoss.Predict"/> gives.</summary>
    /// <param name="ranks">Int64 ranks of any shape.</param>
    /// <returns>Int64 labels of the same shape; ignored ones stay.</returns>
    /// <exception cref="ArgumentException">A rank is out of range, or the type is another.</exception>
    public Tensor ToLabels(Tensor ranks) => Map(ranks, _labels, "rank");

    private Tensor Map(Tensor from, long[] table, string what)
    {
        ArgumentNullException.ThrowIfNull(from);
        long[] numbers = from.ToArray<long>();
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = numbers[i] == _ignoreIndex ? _ignoreIndex : table[ExpectClass(numbers[i], table.Length, i, what)];
        }

        return Tensor.From(numbers, from.Shape);
    }

    private static long ExpectClass(long number, int classCount, int position, string what) => number >= 0 && number < classCount
        ? number
        : throw new ArgumentException(
            FormattableString.Invariant($"FrequencyOrder: {what} {position} is {number}; ") +
            $"expected 0 to {classCount - 1}, for there are {classCount} classes.");
}
