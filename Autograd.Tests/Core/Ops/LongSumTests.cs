using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

/// <summary>Sums of many terms in Float32, each beyond what adding one by one keeps.</summary>
public sealed class LongSumTests
{
    [Test]
    public void A_variance_down_columns_does_not_depend_on_how_far_the_mean_is_from_zero()
    {
        Tensor x = Tensor.Normal([1_000_000, 3], new Generator(7), 10000.3, 0.05);
        double[] expected = x.To(DType.Float64).Var(0, correction: 0).ToArray<double>();
        float[] variances = x.Var(0, correction: 0).ToArray<float>();
        for (int i = 0; i < 3; i++)
        {
            ((double)variances[i]).ShouldBe(expected[i], 1e-6 * expected[i]);
        }
    }

    [TestCase(10_000)]
    [TestCase(33)]
    public void The_variance_of_equal_elements_is_zero(int rows)
    {
        Tensor.Full([rows, 2], 1000.1).Var(0).ToArray<float>().ShouldBe([0, 0]);
        Tensor.Full([rows, 2], 1000.1).Var().Item().ShouldBe(0);
    }

    [Test]
    public void A_variance_far_from_zero_has_the_gradient_of_its_deviations()
    {
        Tensor x = Tensor.Normal([1000, 3], new Generator(7), 10000.3, 0.05), wide = x.To(DType.Float64);
        foreach (bool createGraph in new[] { false, true })
        {
            double[] expected = Gradient(wide, createGraph), gradient = Gradient(x, createGraph);
            gradient.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-6 * expected.Max(Math.Abs));
        }
    }

    [Test]
    public void Seventeen_million_ones_added_at_one_place_are_seventeen_million()
    {
        Tensor where = Tensor.Zeros([17_000_000], DType.Int64), ones = Tensor.Ones([17_000_000]), cell = Tensor.Zeros([1]);
        cell.IndexAdd(0, where, ones).Item().ShouldBe(17_000_000);
        cell.ScatterAdd(0, where, ones).Item().ShouldBe(17_000_000);
    }

    [Test]
    public void A_long_sum_with_infinity_is_infinite_and_with_both_no_number()
    {
        Tensor x = Tensor.Ones([100, 3]), index = Tensor.Zeros([100], DType.Int64);
        x[50, 0].SetItem(double.PositiveInfinity);
        x[2, 1].SetItem(double.PositiveInfinity);
        x[80, 1].SetItem(double.NegativeInfinity);
        x.Sum(0).ToArray<float>().ShouldBe([float.PositiveInfinity, float.NaN, 100]);
        Tensor.Zeros([1, 3]).IndexAdd(0, index, x).ToArray<float>().ShouldBe([float.PositiveInfinity, float.NaN, 100]);
        using var tape = new Tape();
        Tensor bias = Tensor.Zeros([3]);
        tape.Watch(bias);
        tape.Gradient(x + bias, [bias], x)[0].ToArray<float>().ShouldBe([float.PositiveInfinity, float.NaN, 100]);
    }

    private static double[] Gradient(Tensor x, bool createGraph)
    {
        using var tape = new Tape();
        tape.Watch(x);
        return tape.Gradient(x.Var(0).Sum(), [x], createGraph: createGraph)[0].To(DType.Float64).ToArray<double>();
    }
}
