using RareDisease;

namespace Autograd.Tests.Samples;

public sealed class ClinicGeneratorTests
{
    [Test]
    public void It_is_the_same_clinic_each_time()
    {
        Clinic one = ClinicGenerator.Make(), other = ClinicGenerator.Make();
        other.Train.Features.ShouldBe(one.Train.Features);
        other.Train.Labels.ShouldBe(one.Train.Labels);
        other.Test.Features.ShouldBe(one.Test.Features);
        other.Test.Labels.ShouldBe(one.Test.Labels);
        one.Train.Features[..210].ShouldNotBe(one.Test.Features[..210]);
    }

    [Test]
    public void Classes_are_as_frequent_as_documented()
    {
        Clinic clinic = ClinicGenerator.Make();
        (clinic.Train.Count, clinic.Test.Count).ShouldBe((4000, 3000));
        foreach (RareDisease.Samples samples in new[] { clinic.Train, clinic.Test })
        {
            samples.Features.Length.ShouldBe(21 * samples.Count);
            double[] frequencies = samples.ClassFrequencies;
            frequencies[0].ShouldBe(0.92, 0.015);
            frequencies[1].ShouldBe(0.05, 0.012);
            frequencies[2].ShouldBe(0.03, 0.010);
        }
    }

    [Test]
    public void Findings_are_possible_ones()
    {
        RareDisease.Samples train = ClinicGenerator.Make().Train;
        train.Features.ShouldAllBe(value => float.IsFinite(value));
        Column(train, 3).ShouldAllBe(temperature => temperature > 33 && temperature < 43);
        Column(train, 6).ShouldAllBe(saturation => saturation > 75 && saturation <= 100);
        for (int sign = 12; sign < 21; sign++)
        {
            Column(train, sign).Distinct().Order().ShouldBe([0f, 1f]);
        }
    }

    private static IEnumerable<float> Column(RareDisease.Samples samples, int column) => samples.Features.Where((_, i) => i % 21 == column);
}
