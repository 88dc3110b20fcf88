using FsCheck;
using FsCheck.Fluent;

namespace Autograd.Tests.Nn.Data;

/// <summary>
/// Where properties get their cases from. The numbers are small, so that classes smaller than a batch, equal ones and single samples
/// abound.
/// </summary>
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
            {
                yield return larger with { ClassSizes = [.. larger.ClassSizes.Where((_, other) => other != c)] };
            }

            if (larger.ClassSizes[c] > 1)
            {
                yield return larger with { ClassSizes = [.. larger.ClassSizes.Select((size, other) => other == c ? size - 1 : size)] };
            }
        }

        if (larger.SamplesPerClass > 1)
        {
            yield return larger with { SamplesPerClass = larger.SamplesPerClass - 1 };
        }
    }
}
