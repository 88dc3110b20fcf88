using FsCheck;
using FsCheck.Fluent;

namespace Autograd.Tests.Nn.Data;

/// <summary>A data set to sample from: how many samples each class has, the sizes of the batches, and a seed.</summary>
public sealed record LabelledCase(int[] ClassSizes, int SamplesPerClass, ulong Seed)
{
    /// <summary>The labels, with the classes mixed, always alike for the same case.</summary>
    public long[] Labels()
    {
        long[] labels = [.. ClassSizes.SelectMany((size, c) => Enumerable.Repeat((long)c, size))];
        new Autograd.Core.Generator(Seed).Fork(99).Shuffle<long>(labels);
        return labels;
    }

    public override string ToString() => $"classes of [{string.Join(", ", ClassSizes)}], {SamplesPerClass} per class, seed {Seed}";
}

/// <summary>Where properties get their cases from. Small numbers, so that classes smaller than a batch, equal ones and single samples abound.</summary>
public static class LabelledCases
{
    public static Arbitrary<LabelledCase> Any() => Arb.From(
        from classes in Gen.Choose(1, 6)
        from sizes in Gen.Choose(1, 30).ArrayOf(classes)
        from samplesPerClass in Gen.Choose(1, 12)
        from seed in ArbMap.Default.GeneratorFor<ulong>()
        select new LabelledCase(sizes, samplesPerClass, seed),
        Smaller);

    private static IEnumerable<LabelledCase> Smaller(LabelledCase larger)
    {
        for (int c = 0; c < larger.ClassSizes.Length; c++)
        {
            if (larger.ClassSizes.Length > 1)
                yield return larger with { ClassSizes = [.. larger.ClassSizes.Where((_, other) => other != c)] };
            if (larger.ClassSizes[c] > 1)
                yield return larger with { ClassSizes = [.. larger.ClassSizes.Select((size, other) => other == c ? size - 1 : size)] };
        }

        if (larger.SamplesPerClass > 1)
            yield return larger with { SamplesPerClass = larger.SamplesPerClass - 1 };
    }
}
