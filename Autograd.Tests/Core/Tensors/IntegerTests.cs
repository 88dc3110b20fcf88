using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

/// <summary>Int64 elements are exact, beyond 2^53 too, wherever a number comes in or goes out.</summary>
public sealed class IntegerTests
{
    private const long Odd = (1L << 53) + 1;

    [TestCase(Odd)]
    [TestCase(-Odd)]
    [TestCase(long.MaxValue)]
    [TestCase(long.MaxValue - 1)]
    [TestCase(long.MinValue)]
    [TestCase(long.MinValue + 1)]
    [TestCase(0)]
    public void A_number_is_what_was_given(long number)
    {
        Tensor.Full([2], number, DType.Int64).ToArray<long>().ShouldBe([number, number]);
        Tensor.Scalar(number, DType.Int64).Item<long>().ShouldBe(number);
        Tensor x = Tensor.Zeros([2], DType.Int64);
        x.SetItem(number, 1);
        x.ToArray<long>().ShouldBe([0, number]);
        Tensor.Zeros([0], DType.Int64).Pad([(1, 0)], number).ToArray<long>().ShouldBe([number]);
        x = Tensor.From([number]);
        x.EqualTo(number).Item<bool>().ShouldBeTrue();
        x.NotEqualTo(number).Item<bool>().ShouldBeFalse();
        ((x >= number) & (x <= number)).Item<bool>().ShouldBeTrue();
        ((x > number) | (x < number)).Item<bool>().ShouldBeFalse();
        x.To(DType.Int64).Item<long>().ShouldBe(number);
    }

    [Test]
    public void Neighbours_are_told_apart()
    {
        Tensor x = Tensor.From([Odd - 1, Odd, Odd + 1]);
        x.EqualTo(Odd).ToArray<bool>().ShouldBe([false, true, false]);
        (x > Odd).ToArray<bool>().ShouldBe([false, false, true]);
        (x <= Odd).ToArray<bool>().ShouldBe([true, true, false]);
        (Tensor.From([long.MaxValue]) > long.MaxValue - 1).Item<bool>().ShouldBeTrue();
    }

    [Test]
    public void Arange_counts_exactly()
    {
        Tensor.Arange(Odd - 1, Odd + 5, 1, DType.Int64).ToArray<long>().ShouldBe([Odd - 1, Odd, Odd + 1, Odd + 2, Odd + 3, Odd + 4]);
        Tensor.Arange(long.MaxValue - 2, long.MaxValue, dtype: DType.Int64).ToArray<long>()
            .ShouldBe([long.MaxValue - 2, long.MaxValue - 1]);
        Tensor.Arange(long.MinValue, long.MaxValue, long.MaxValue, DType.Int64).ToArray<long>()
            .ShouldBe([long.MinValue, -1, long.MaxValue - 1]);
        Tensor.Arange(long.MaxValue, long.MinValue, long.MinValue, DType.Int64).ToArray<long>().ShouldBe([long.MaxValue, -1]);
        Tensor.Arange(3, -0.5, -1, DType.Int64).ToArray<long>().ShouldBe([3, 2, 1, 0]);
        Tensor.Arange(0, 2.5, 1, DType.Int64).ToArray<long>().ShouldBe([0, 1, 2]);
        Tensor.Arange(0, 1e19, 4_000_000_000_000_000_000, DType.Int64).ToArray<long>()
            .ShouldBe([0, 4_000_000_000_000_000_000, 8_000_000_000_000_000_000]);
        Should.Throw<ArgumentException>(() => Tensor.Arange(0, 1e300, 9_000_000_000_000_000_000, DType.Int64))
            .Message.ShouldStartWith("Arange: from 0 to 1E+300 by 9000000000000000000 the numbers are no Int64");
    }

    [Test]
    public void An_integer_is_rounded_once_on_its_way_to_Float32()
    {
        // Rounded to double first, it would be halfway between two floats and go to the other one.
        const long number = (1L << 60) + (1L << 36) + 1;
        Tensor.Scalar(number).Item<float>().ShouldBe(number);
        Tensor.From([number]).To(DType.Float32).Item<float>().ShouldBe(number);
    }

    [TestCase(9.3e18)]
    [TestCase(-9.3e18)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void What_is_no_Int64_is_refused(double number)
    {
        Should.Throw<ArgumentException>(() => Tensor.Full([1], number, DType.Int64)).Message.ShouldContain("is no Int64");
        Should.Throw<ArgumentException>(() => Tensor.Zeros([1], DType.Int64).SetItem(number)).Message.ShouldContain("is no Int64");
        Should.Throw<ArgumentException>(() => Tensor.From([number]).To(DType.Int64)).Message.ShouldContain("does not fit into Int64");
    }

    [Test]
    public void An_element_is_read_as_it_is_stored()
    {
        Tensor.From([Odd]).Item<long>().ShouldBe(Odd);
        Tensor.From([0.1f]).Item<float>().ShouldBe(0.1f);
        Tensor.From([true]).Item<bool>().ShouldBeTrue();
        Should.Throw<ArgumentException>(() => Tensor.From([1L])
            .Item<double>()).Message.ShouldBe("The tensor holds Int64, not Float64. Convert it with To(DType.Float64) first.");
        Should.Throw<InvalidOperationException>(() =>
            Tensor.From([1L, 2]).Item<long>()).Message.ShouldStartWith("Item: the tensor has the shape [2]");
    }

    [Test]
    public void Numbers_are_equal_however_they_were_given()
    {
        Number one = 1, alsoOne = 1.0, odd = Odd, rounded = (double)Odd;
        (one == alsoOne).ShouldBeTrue();
        one.GetHashCode().ShouldBe(alsoOne.GetHashCode());
        (odd != rounded).ShouldBeTrue();
        odd.ToString().ShouldBe("9007199254740993");
    }
}
