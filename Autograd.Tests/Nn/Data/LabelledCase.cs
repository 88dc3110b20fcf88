using Autograd.Core;

namespace Autograd.Tests.Nn.Data;

/// <summary>A data set to sample from: how many samples each class has, the sizes of the batches, and a seed.</summary>
public sealed record LabelledCase(int[] ClassSizes, int SamplesPerClass, ulong Seed)
{
    /// <summary>The labels, with the classes mixed, always alike for the same case.</summary>
    public long[] Labels()
    {
        long[] labels = [.. ClassSizes.SelectMany((size, c) => Enumerable.Repeat((long)c, size))];
        new Generator(Seed).Fork(99).Shuffle<long>(labels);
        return labels;
    }

    public override string ToString() => $"classes of [{string.Join(", ", ClassSizes)}], {SamplesPerClass} per class, seed {Seed}";
}
