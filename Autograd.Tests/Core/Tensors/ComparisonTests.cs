using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

public sealed class ComparisonTests
{
    private static readonly double[] s_numbers = [double.NegativeInfinity, -1, -0.0, 0, 1, double.PositiveInfinity, double.NaN];

    [Test]
    public void Masks_are_what_CSharp_says_of_every_pair([Values(DType.Float32, DType.Float64)] DType dtype)
    {
        Tensor x = Tensor.From(s_numbers, [7, 1]).To(dtype), y = Tensor.From(s_numbers).To(dtype);
        bool[] Pairs(Func<double, double, bool> holds) => [.. s_numbers.SelectMany(a => s_numbers.Select(b => holds(a, b)))];
        (x > y).Shape.ShouldBe([7, 7]);
        (x > y).ToArray<bool>().ShouldBe(Pairs((a, b) => a > b));
        (x >= y).ToArray<bool>().ShouldBe(Pairs((a, b) => a >= b));
        (x < y).ToArray<bool>().ShouldBe(Pairs((a, b) => a < b));
        (x <= y).ToArray<bool>().ShouldBe(Pairs((a, b) => a <= b));
        x.EqualTo(y).ToArray<bool>().ShouldBe(Pairs((a, b) => a == b));
        x.NotEqualTo(y).ToArray<bool>().ShouldBe(Pairs((a, b) => a != b));
        x.GreaterThan(y).ElementsEqual(x > y).ShouldBeTrue();
        x.GreaterThanOrEqual(y).ElementsEqual(x >= y).ShouldBeTrue();
        x.LessThan(y).ElementsEqual(x < y).ShouldBeTrue();
        x.LessThanOrEqual(y).ElementsEqual(x <= y).ShouldBeTrue();
    }

    [Test]
    public void A_number_is_compared_with_every_element()
    {
        Tensor x = Tensor.From([0.1f, 0.5f, 0.9f]);
        (x > 0.5).ToArray<bool>().ShouldBe([false, false, true]);
        (x >= 0.5).ToArray<bool>().ShouldBe([false, true, true]);
        (x < 0.5).ToArray<bool>().ShouldBe([true, false, false]);
        (x <= 0.5).ToArray<bool>().ShouldBe([true, true, false]);
        x.EqualTo(0.1).ToArray<bool>().ShouldBe([true, false, false]);
        x.NotEqualTo(0.1).ToArray<bool>().ShouldBe([false, true, true]);
        x.GreaterThan(0.5).ElementsEqual(x > 0.5).ShouldBeTrue();
        x.GreaterThanOrEqual(0.5).ElementsEqual(x >= 0.5).ShouldBeTrue();
        x.LessThan(0.5).ElementsEqual(x < 0.5).ShouldBeTrue();
        x.LessThanOrEqual(0.5).ElementsEqual(x <= 0.5).ShouldBeTrue();
    }

    [Test]
    public void Integers_are_compared_exactly_even_beyond_double_precision()
    {
        Tensor x = Tensor.From([long.MaxValue, (1L << 53) + 1, 2, long.MinValue]);
        (x > (1L << 53)).ToArray<bool>().ShouldBe([true, true, false, false]);
        x.EqualTo(1L << 53).Any().ShouldBeFalse();
        (x > 1.5).ToArray<bool>().ShouldBe([true, true, true, false]);
        (x < 9.3e18).All().ShouldBeTrue();
        x.EqualTo(9223372036854775808.0).Any().ShouldBeFalse();
        x.EqualTo(double.NaN).Any().ShouldBeFalse();
        x.EqualTo(Tensor.From([2])).ToArray<bool>().ShouldBe([false, false, true, false]);
    }

    [Test]
    public void Comparing_is_not_recorded()
    {
        Tensor x = Tensor.From([1f, -1f]);
        using var tape = new Tape();
        tape.Watch(x);
        _ = x > 0;
        _ = x.EqualTo(x);
        tape.Count.ShouldBe(0);
    }

    [Test]
    public void What_cannot_be_compared_is_named()
    {
        Tensor x = Tensor.Ones([2, 3]), mask = x > 0;
        Should.Throw<ArgumentException>(() =>
            x > Tensor.Ones([4])).Message.ShouldStartWith("GreaterThan: the shapes [2, 3] and [4] do not broadcast");
        Should.Throw<ArgumentException>(() =>
            x <= Tensor.From([1])).Message.ShouldStartWith("LessThanOrEqual: the tensors are Float32 and Int64; expected one type.");
        Should.Throw<ArgumentException>(() => mask.EqualTo(mask)).Message.ShouldStartWith(
            "EqualTo: a tensor is Bool; expected Float32, Float64 or Int64. Masks are combined with And, Or and Not.");
        Should.Throw<ArgumentException>(() => mask < 1).Message.ShouldStartWith("LessThan: a tensor is Bool");
        Should.Throw<ArgumentNullException>(() => x > null!);
    }

    [Test]
    public void Masks_combine()
    {
        Tensor x = Tensor.From([true, true, false, false]), y = Tensor.From([true, false, true, false]);
        x.And(y).ToArray<bool>().ShouldBe([true, false, false, false]);
        x.Or(y).ToArray<bool>().ShouldBe([true, true, true, false]);
        x.Not().ToArray<bool>().ShouldBe([false, false, true, true]);
        (x & y).ElementsEqual(x.And(y)).ShouldBeTrue();
        (x | y).ElementsEqual(x.Or(y)).ShouldBeTrue();
        (!x).ElementsEqual(x.Not()).ShouldBeTrue();
        (x.Reshape(4, 1) & y).ToArray<bool>()
            .ShouldBe([true, false, true, false, true, false, true, false, false, false, false, false, false, false, false, false]);
    }

    [Test]
    public void Any_and_All()
    {
        Tensor none = Tensor.Zeros([0], DType.Bool), mixed = Tensor.From([true, false]);
        (mixed.Any(), mixed.All()).ShouldBe((true, false));
        (none.Any(), none.All()).ShouldBe((false, true));
        (Tensor.Ones([2], DType.Bool).All(), Tensor.Zeros([2], DType.Bool).Any()).ShouldBe((true, false));
    }

    [Test]
    public void Logic_wants_masks()
    {
        Tensor x = Tensor.Ones([2]), mask = x > 0;
        Should.Throw<ArgumentException>(() =>
            mask & x).Message.ShouldStartWith("And: the tensor is Float32; expected Bool, as a comparison gives it: x > 0.");
        Should.Throw<ArgumentException>(() => x.Any()).Message.ShouldStartWith("Any: the tensor is Float32");
        Should.Throw<ArgumentException>(() =>
            mask | Tensor.From([true, false, true])).Message.ShouldStartWith("Or: the shapes [2] and [3] do not broadcast");
    }

    [TestCase(1.0, 1.0, true)]
    [TestCase(1.00001, 1.0, true)]
    [TestCase(1.0001, 1.0, false)]
    [TestCase(1e-9, 0.0, true)]
    [TestCase(1e-7, 0.0, false)]
    [TestCase(double.PositiveInfinity, double.PositiveInfinity, true)]
    [TestCase(double.PositiveInfinity, double.NegativeInfinity, false)]
    [TestCase(1.0, double.PositiveInfinity, false)]
    [TestCase(double.NaN, double.NaN, false)]
    public void AllClose_follows_its_formula(double x, double y, bool expected) =>
        Tensor.From([0, x]).AllClose(Tensor.From([0, y])).ShouldBe(expected);

    [Test]
    public void AllClose_has_options()
    {
        Tensor x = Tensor.From([1f, float.NaN]);
        x.AllClose(x, equalNan: true).ShouldBeTrue();
        Tensor.From([0.1f]).AllClose(Tensor.From([0.1])).ShouldBeTrue();
        Tensor.From([0.1f]).AllClose(Tensor.From([0.1]), 0, 0).ShouldBeFalse();
        Tensor.From([110.0]).AllClose(Tensor.From([100.0]), relative: 0.1).ShouldBeTrue();
        Tensor.From([1.5]).AllClose(Tensor.From([1.0]), absolute: 0.5).ShouldBeTrue();
        Should.Throw<ArgumentException>(() =>
            x.AllClose(Tensor.Ones([1, 2]))).Message.ShouldStartWith("AllClose: the shapes [2] and [1, 2] differ.");
        Should.Throw<ArgumentException>(() =>
            x.AllClose(x, relative: -1)).Message.ShouldStartWith("AllClose: the relative tolerance is -1; expected 0 or more.");
        Should.Throw<ArgumentException>(() =>
            x.AllClose(x, absolute: double.NaN)).Message.ShouldStartWith("AllClose: the absolute tolerance is NaN");
    }

    [Test]
    public void ElementsEqual_wants_shape_type_and_elements_alike()
    {
        Tensor x = Tensor.From([1f, 2f]);
        x.ElementsEqual(Tensor.From([1f, 2f])).ShouldBeTrue();
        x.ElementsEqual(Tensor.From([1f, 3f])).ShouldBeFalse();
        x.ElementsEqual(Tensor.From([1.0, 2.0])).ShouldBeFalse();
        x.ElementsEqual(x.Reshape(1, 2)).ShouldBeFalse();
        Tensor.From([double.NaN]).ElementsEqual(Tensor.From([double.NaN])).ShouldBeFalse();
        Tensor.From([-0.0]).ElementsEqual(Tensor.From([0.0])).ShouldBeTrue();
        Tensor.From([1, 2]).ElementsEqual(Tensor.From([1, 2])).ShouldBeTrue();
        Tensor.From([true]).ElementsEqual(Tensor.From([false])).ShouldBeFalse();
    }
}
