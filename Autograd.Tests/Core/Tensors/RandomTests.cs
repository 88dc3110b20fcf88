using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

public sealed class RandomTests
{
    [Test]
    public void Uniform_numbers_lie_in_the_interval_and_fill_it([Values(DType.Float32, DType.Float64)] DType dtype)
    {
        double[] numbers = Tensor.Uniform([100, 100], new Generator(1), -3, 5, dtype).To(DType.Float64).ToArray<double>();
        numbers.Min().ShouldBeInRange(-3, -2.9);
        numbers.Max().ShouldBeInRange(4.9, 5);
        numbers.Average().ShouldBe(1, 0.1);
    }

    // One step of the grid below 2^24 + 2 there is nothing but the lower end.
    [Test]
    public void Rounding_does_not_reach_the_upper_end()
    {
        Tensor.Uniform([1000], new Generator(1), 16777216, 16777218).ToArray<float>().ShouldAllBe(x => x == 16777216);
        Tensor.Uniform([1000], new Generator(1), 1, Math.BitIncrement(1), DType.Float64).ToArray<double>().ShouldAllBe(x => x == 1);
        Tensor.Uniform([10], new Generator(1), 0.1, 0.1).ToArray<float>().ShouldAllBe(x => x == 0.1f);
    }

    [Test]
    public void The_widest_interval_is_one_too()
    {
        double[] numbers = Tensor.Uniform([10_000], new Generator(1), -1e308, 1e308, DType.Float64).ToArray<double>();
        numbers.ShouldAllBe(x => x >= -1e308 && x < 1e308);
        (numbers.Min() / 1e308).ShouldBe(-1, 0.01);
        (numbers.Max() / 1e308).ShouldBe(1, 0.01);
        numbers.Average(x => x / 1e308).ShouldBe(0, 0.05);
        Tensor.Uniform([1000], new Generator(1), double.MinValue, double.MaxValue, DType.Float64).ToArray<double>()
            .ShouldAllBe(x => double.IsFinite(x));
        Tensor.Uniform([1000], new Generator(1), float.MinValue, float.MaxValue).ToArray<float>().ShouldAllBe(x => float.IsFinite(x));
    }

    [Test]
    public void What_no_Float32_holds_is_refused()
    {
        var generator = new Generator(1);
        Should.Throw<ArgumentException>(() =>
            Tensor.Uniform([3], generator, 0, 1e39)).Message.ShouldStartWith("Uniform: high is 1E+39, which no Float32 holds");
        Should.Throw<ArgumentException>(() =>
            Tensor.Uniform([3], generator, -1e39, 0)).Message.ShouldStartWith("Uniform: low is -1E+39, which no Float32 holds");
        Should.Throw<ArgumentException>(() =>
            Tensor.Normal([3], generator, 1e39)).Message.ShouldStartWith("Normal: mean is 1E+39, which no Float32 holds");
        Should.Throw<ArgumentException>(() =>
            Tensor.Normal([3], generator, 0, 1e39)).Message.ShouldStartWith("Normal: standardDeviation is 1E+39");
        Should.Throw<ArgumentException>(() =>
            Tensor.Linspace(0, 1e39, 2)).Message.ShouldStartWith("Linspace: stop is 1E+39, which no Float32 holds");
        Should.Throw<ArgumentException>(() =>
            Tensor.Arange(-1e39, 1e39, 1e39)).Message.ShouldStartWith("Arange: start is -1E+39, which no Float32 holds");
        Tensor.Uniform([3], generator, 0, 1e39, DType.Float64).ToArray<double>().Max().ShouldBeGreaterThan(1e37);
    }

    [Test]
    public void Normal_numbers_have_mean_and_deviation([Values(DType.Float32, DType.Float64)] DType dtype)
    {
        double[] numbers = Tensor.Normal([100, 100], new Generator(1), 2, 3, dtype).To(DType.Float64).ToArray<double>();
        double mean = numbers.Average();
        mean.ShouldBe(2, 0.1);
        Math.Sqrt(numbers.Average(x => (x - mean) * (x - mean))).ShouldBe(3, 0.1);
    }

    [Test]
    public void The_seed_decides_and_the_generator_moves_on()
    {
        var generator = new Generator(7);
        Tensor first = Tensor.Normal([5], generator), second = Tensor.Normal([5], generator);
        Tensor.Normal([5], new Generator(7)).ElementsEqual(first).ShouldBeTrue();
        second.ElementsEqual(first).ShouldBeFalse();
    }

    [Test]
    public void Bad_arguments_are_named()
    {
        var generator = new Generator(1);
        Should.Throw<ArgumentException>(() => Tensor.Uniform([2], generator, 1, 0)).Message.ShouldStartWith(
            "Uniform: the interval from 1 to 0 is not one; expected finite numbers with low ≤ high.");
        Should.Throw<ArgumentException>(() =>
            Tensor.Uniform([2], generator, 0, double.NaN)).Message.ShouldStartWith("Uniform: the interval from 0 to NaN");
        Should.Throw<ArgumentException>(() => Tensor.Uniform([2], generator, dtype: DType.Int64)).Message.ShouldStartWith(
            "Uniform: the type of the elements is Int64; expected Float32 or Float64.");
        Should.Throw<ArgumentException>(() =>
            Tensor.Normal([2], generator, dtype: DType.Bool)).Message.ShouldStartWith("Normal: the type of the elements is Bool");
        Should.Throw<ArgumentException>(() => Tensor.Normal([2], generator, 0, -1)).Message.ShouldContain(
            "the standard deviation is -1; expected a finite number of 0 or more");
        Should.Throw<ArgumentNullException>(() => Tensor.Normal([2], null!));
        Should.Throw<ArgumentNullException>(() => Tensor.Uniform(null!, generator));
    }
}
