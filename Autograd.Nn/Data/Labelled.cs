using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Samples by their class.</summary>
internal static class Labelled
{
    /// <summary>The samples of each class that occurs, in ascending order of both.</summary>
    public static (long Class, long[] Samples)[] Classes(ReadOnlySpan<long> labels)
    {
        SortedDictionary<long, List<long>> classes = [];
        for (int i = 0; i < labels.Length; i++)
        {
            if (!classes.TryGetValue(labels[i], out List<long>? samples))
            {
                classes[labels[i]] = samples = [];
            }

            samples.Add(i);
        }

        return [.. classes.Select(entry => (entry.Key, entry.Value.ToArray()))];
    }

    /// <summary>How many classes there are, if each label is one.</summary>
    public static long CheckedClassCount(ReadOnlySpan<long> labels, int? classCount, string owner)
    {
        if (classCount is int stated)
        {
            Expect.AtLeast(1, stated, owner, nameof(classCount));
        }

        if (labels.IsEmpty)
        {
            throw new ArgumentException($"{owner}: there are no labels; give the class of each sample.", nameof(labels));
        }

        long largest = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || labels[i] >= (classCount ?? long.MaxValue))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{owner}: the label of sample {i} is {labels[i]}, ") +
                    $"expected 0 {(classCount is int count ? $"to {count - 1}" : "or more")}.", nameof(labels));
            }

            largest = Math.Max(largest, labels[i]);
        }

        return classCount ?? largest + 1;
    }
}
