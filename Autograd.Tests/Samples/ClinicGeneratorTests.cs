using Autograd.Nn;
using RareDisease;

namespace Autograd.Tests.Samples;

public sealed class ClinicGeneratorTests
{
    [Test]
    public void It_is_the_same_clinic_each_time()
    {
        Clinic one = ClinicGenerator.Make(), other = ClinicGenerator.Make();
        other.Train.Inputs.ElementsEqual(one.Train.Inputs).ShouldBeTrue();
        other.Train.Targets.ElementsEqual(one.Train.Targets).ShouldBeTrue();
        other.Test.Inputs.ElementsEqual(one.Test.Inputs).ShouldBeTrue();
        other.Test.Targets.ElementsEqual(one.Test.Targets).ShouldBeTrue();
        one.Train.Inputs[..10].ElementsEqual(one.Test.Inputs[..10]).ShouldBeFalse();
    }

    [Test]
    public void Classes_are_as_frequent_as_documented()
    {
        Clinic clinic = ClinicGenerator.Make();
        (clinic.Train.Count, clinic.Test.Count).ShouldBe((4000, 3000));
        foreach (TensorDataset samples in new[] { clinic.Train, clinic.Test })
        {
            samples.Inputs.Shape.ShouldBe([samples.Count, 21]);
            double[] frequencies = samples.ClassFrequencies();
            frequencies[0].ShouldBe(0.92, 0.015);
            frequencies[1].ShouldBe(0.05, 0.012);
            frequencies[2].ShouldBe(0.03, 0.010);
        }
    }

    [Test]
    public void Findings_are_possible_ones()
    {
        TensorDataset train = ClinicGenerator.Make().Train;
        Column(train, 3).ShouldAllBe(temperature => temperature > 33 && temperature < 43);
        Column(train, 6).ShouldAllBe(saturation => saturation > 75 && saturation <= 100);
        for (int sign = 12; sign < 21; sign++)
        {
            Column(train, sign).Distinct().Order().ShouldBe([0f, 1f]);
        }
    }

    private static IEnumerable<float> Column(TensorDataset samples, int column) =>
        samples.Inputs.ToArray<float>().Where((_, i) => i % 21 == column);
}
