using Autograd.Core;

namespace Autograd.Tests.Core.Tensors;

/// <summary>
/// A finite number that Float32 cannot hold is refused by name where it would become infinite, as an element or beside a tensor, or 0 in
/// a quotient or a power; elsewhere it counts as what it is.
/// </summary>
public sealed class NumberTests
{
    private static readonly Tensor s_x = Tensor.From([0f, 0.5f, -2]);

    private static readonly (string Name, Func<Tensor, double, Tensor> Call)[] s_calls =
    [
        ("add", (x, number) => x + number), ("add", (x, number) => number + x), ("sub", (x, number) => x - number),
        ("sub", (x, number) => number - x), ("mul", (x, number) => x * number), ("mul", (x, number) => number * x),
        ("div", (x, number) => x / number), ("div", (x, number) => number / x), ("pow", (x, number) => x.Pow(number)),
        ("where", (x, number) => Tensor.Where(x > 0, x, number)), ("where", (x, number) => Tensor.Where(x > 0, number, x)),
        ("where", (x, number) => Tensor.Where(x > 0, number, 1, x.DType)),
        ("Full", (x, number) => Tensor.Full([2], number, x.DType)), ("Scalar", (x, number) => Tensor.Scalar(number, x.DType)),
        ("pad", (x, number) => x.Pad([(1, 0)], number)), ("SetItem", (x, number) => Changed(x, y => y.SetItem(number, 1))),
        ("SetItem", (x, number) => Changed(x, y => y.SetItem(number, y > 0))),
    ];

    public static IEnumerable<TestCaseData> Calls => s_calls.SelectMany((call, i) =>
        new[] { 1e39, -1e39, double.MaxValue, 1e-50, -1e-300, 1e-42, 3e38 }
            .Select(number => new TestCaseData(call.Name, call.Call, number).SetArgDisplayNames($"{i}", call.Name, $"{number:R}")));

    [TestCaseSource(nameof(Calls))]
    public void A_number_gives_in_Float32_what_it_gives_in_Float64_or_is_refused_by_name(string name, Func<Tensor, double, Tensor> call,
        double number)
    {
        float[] expected = call(s_x.To(DType.Float64), number).To(DType.Float32).ToArray<float>();
        try
        {
            call(s_x, number).ToArray<float>().Zip(expected)
                .ShouldAllBe(pair => Laws.Numbers.AreNear(pair.First, pair.Second, 1e-3, 1e-40));
            float.IsFinite((float)number).ShouldBeTrue();
        }
        catch (ArgumentException refusal)
        {
            refusal.Message.ShouldStartWith(name);
            (float.IsInfinity((float)number) || ((float)number == 0 && name is "div" or "pow")).ShouldBeTrue();
        }
    }

    [Test]
    public void An_infinite_number_is_one_in_every_type()
    {
        Tensor.Full([1], double.NegativeInfinity).Item().ShouldBe(float.NegativeInfinity);
        (s_x * double.NaN).ToArray<float>().ShouldBe([float.NaN, float.NaN, float.NaN]);
        (s_x / double.PositiveInfinity).ToArray<float>().ShouldBe([0, 0, 0]);
    }

    [Test]
    public void A_limit_beyond_the_type_limits_nothing()
    {
        s_x.LessThan(1e39).All().ShouldBeTrue();
        s_x.GreaterThan(-1e39).All().ShouldBeTrue();
        s_x.Clamp(-1e39, 1e39).ToArray<float>().ShouldBe([0, 0.5f, -2]);
    }

    [Test]
    public void Integers_are_held_against_each_other_exactly()
    {
        Tensor x = Tensor.From([1L, 9007199254740993]), y = Tensor.From([1L, 9007199254740992]);
        x.AllClose(y, relative: 0, absolute: 0).ShouldBeFalse();
        x.AllClose(y, relative: 0, absolute: 1).ShouldBeTrue();
        x.Difference(y, relative: 0).ShouldBe(
            "The element at [1] is 9007199254740993; expected 9007199254740992, which is 1 away. Of 2 elements 1 differ.");
        Tensor.From([long.MinValue]).Difference(Tensor.From([long.MaxValue]))!.ShouldContain("18446744073709551615 away");
        Tensor.From([long.MinValue]).AllClose(Tensor.From([long.MinValue])).ShouldBeTrue();
    }

    private static Tensor Changed(Tensor x, Action<Tensor> change)
    {
        Tensor copy = x.Detach();
        change(copy);
        return copy;
    }
}
