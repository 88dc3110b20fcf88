using Autograd.Tests.Laws;

namespace Autograd.Tests.Broken;

/// <summary>The programs drawn at random find what is wrong with a product that they are made of, and nothing in a sound one.</summary>
public sealed class BrokenProgramTests
{
    [TestCase(Defect.WrongGradient)]
    [TestCase(Defect.WrongGradientOfSecondInput)]
    [TestCase(Defect.NoSecondDerivative)]
    [TestCase(Defect.SecondUseForgotten)]
    [TestCase(Defect.SteepWhereNothingDepends)]
    public void A_broken_product_is_found(Defect defect) => Faults(defect).ShouldNotBeEmpty();

    [Test]
    public void A_sound_product_is_accepted() => Faults(Defect.None).ShouldBeEmpty();

    private static IEnumerable<string> Faults(Defect defect) => ProgramFuzz.Faults((x, y) => new Specimen(defect).Apply(x, y)).Take(1);
}
