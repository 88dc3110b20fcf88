using RareDisease;
using SampleTools;

namespace Autograd.Tests.Samples;

public sealed class StandardizerTests
{
    [Test]
    public void Training_columns_get_mean_0_and_deviation_1()
    {
        RareDisease.Samples train = ClinicGenerator.Make().Train;
        RareDisease.Samples standardized = new Standardizer(train).Apply(train);
        for (int column = 0; column < 21; column++)
        {
            double[] values = [.. standardized.Features.Where((_, i) => i % 21 == column).Select(value => (double)value)];
            values.Average().ShouldBe(0, 1e-6);
            Math.Sqrt(values.Average(value => value * value)).ShouldBe(1, 1e-6);
        }
    }

    [Test]
    public void Other_rows_are_moved_by_the_numbers_of_the_training_rows()
    {
        // Columns of 1, 3: mean 2, deviation 1.
        var train = new RareDisease.Samples([.. Enumerable.Repeat(1f, 21), .. Enumerable.Repeat(3f, 21)], [0, 1]);
        var test = new RareDisease.Samples([.. Enumerable.Repeat(7f, 21)], [2]);
        new Standardizer(train).Apply(test).Features.ShouldAllBe(value => value == 5f);
    }

    [TestCase(0f)]
    [TestCase(0.1f)]
    [TestCase(-1e8f)]
    public void A_constant_column_becomes_0_for_all_rows(float constant)
    {
        var train = new RareDisease.Samples([.. Enumerable.Repeat(constant, 3 * 21)], [0, 1, 2]);
        var test = new RareDisease.Samples([.. Enumerable.Repeat(17f, 21)], [0]);
        new Standardizer(train).Apply(train).Features.ShouldAllBe(value => value == 0);
        new Standardizer(train).Apply(test).Features.ShouldAllBe(value => value == 0);
    }

    [Test]
    public void A_value_that_overflows_is_told()
    {
        float[] features = [.. Enumerable.Repeat(0f, 21), .. Enumerable.Repeat(1e-5f, 21)];
        var standardizer = new Standardizer(new RareDisease.Samples(features, [0, 1]));
        float[] far = new float[2 * 21];
        far[21 + 4] = 3e38f;
        Should.Throw<SampleException>(() => standardizer.Apply(new RareDisease.Samples(far, [0, 1]))).Message.ShouldBe(
            "patient 2, column 5: expected a value near the training data's 5E-06 ± 5E-06, found 3E+38");
    }
}
