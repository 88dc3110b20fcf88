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
        Should.Throw<ArgumentException>(() => Tensor.Uniform([2], generator, 1, 0)).Message.ShouldStartWith("Uniform: the interval from 1 to 0 is not one; expected finite numbers with low ≤ high.");
        Should.Throw<ArgumentException>(() => Tensor.Uniform([2], generator, 0, double.NaN)).Message.ShouldStartWith("Uniform: the interval from 0 to NaN");
        Should.Throw<ArgumentException>(() => Tensor.Uniform([2], generator, dtype: DType.Int64)).Message.ShouldStartWith("Uniform: the type of the elements is Int64; expected Float32 or Float64.");
        Should.Throw<ArgumentException>(() => Tensor.Normal([2], generator, dtype: DType.Bool)).Message.ShouldStartWith("Normal: the type of the elements is Bool");
        Should.Throw<ArgumentException>(() => Tensor.Normal([2], generator, 0, -1)).Message.ShouldContain("the standard deviation must be a finite number, 0 or more");
        Should.Throw<ArgumentNullException>(() => Tensor.Normal([2], null!));
        Should.Throw<ArgumentNullException>(() => Tensor.Uniform(null!, generator));
    }
}
