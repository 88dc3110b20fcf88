using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

/// <summary>What no result depends on has no gradient, however steep it is there.</summary>
public sealed class ZeroUpstreamTests
{
    [Test]
    public void A_root_that_is_not_taken_has_no_gradient() =>
        Near(Gradients.Of(x => Tensor.Where(x.GreaterThan(0), x.Sqrt(), x * 3), -2, 9), 3, 1.0 / 6);

    [Test]
    public void A_logarithm_that_is_not_taken_has_no_gradient() =>
        Near(Gradients.Of(x => Tensor.Where(x.GreaterThan(2), x.Log(), x * 2), 0, 2, 5), 2, 2, 0.2);

    [Test]
    public void A_cosine_of_infinity_that_is_not_taken_has_no_gradient() =>
        Near(Gradients.Of(x => Tensor.Where(x.LessThan(1), x.Cos(), Tensor.Zeros([2], DType.Float64)), 0, double.PositiveInfinity), 0, 0);

    [Test]
    public void The_length_of_a_zero_vector_that_is_not_taken_has_no_gradient()
    {
        Tensor Length(Tensor x)
        {
            Tensor square = x.Square().Sum(1);
            return Tensor.Where(square.GreaterThan(0), square.Sqrt(), Tensor.Zeros([2], DType.Float64));
        }

        Near(Gradients.Of(Length, Tensor.From([3.0, 4, 0, 0], [2, 2])), 0.6, 0.8, 0, 0);
    }

    [Test]
    public void The_second_derivative_keeps_to_it()
    {
        Tensor x = Tensor.From([-2.0, 0, 4]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = Tensor.Where(x.GreaterThan(0), x.Sqrt(), x.Square());
        Tensor first = tape.Gradient(y.Sum(), [x], createGraph: true)[0];
        Near(first.ToArray<double>(), -4, 0, 0.25);
        Near(tape.Gradient(first.Sum(), [x])[0].ToArray<double>(), 2, 2, -1.0 / 32);
    }

    public static IEnumerable<TestCaseData> Selections =>
    [
        Selection("slice", root => root[1..]),
        Selection("pad", root => root[1..].Pad([(1, 2)])),
        Selection("index_select", root => root.IndexSelect(0, Tensor.From([1L, 2]))),
        Selection("gather", root => root.Gather(0, Tensor.From([1L, 2]))),
        Selection("mask", root => root * Tensor.From([0.0, 1, 1])),
        Selection("matmul", root => Tensor.From([0.0, 1, 1], [1, 3]).MatMul(root.Unsqueeze(-1))),
        Selection("maximum", root => Tensor.Maximum(root, Tensor.From([0.5, 0.0, 0.0]))),
        Selection("clamp", root => root.Clamp(0.5, 10)),
    ];

    [TestCaseSource(nameof(Selections))]
    public void A_root_of_zero_that_is_left_out_has_no_gradient(Func<Tensor, Tensor> select) =>
        Near(Gradients.Of(x => select(x.Sqrt()), 0, 1, 4), 0, 0.5, 0.25);

    private static TestCaseData Selection(string name, Func<Tensor, Tensor> select) => new TestCaseData(select).SetArgDisplayNames(name);

    private static void Near(double[] actual, params double[] expected) => actual.ShouldBe(expected, 1e-15);

    [Test]
    public void What_leaves_the_value_alone_has_no_gradient_though_the_rest_be_infinitely_steep()
    {
        Gradients.Of(x => (x * Tensor.From([0.0, 1])).Sqrt().Sum(), 5, 4).ShouldBe([0, 0.25]);
        Gradients.Of(x => x.Relu().Sqrt().Sum(), -1, 4).ShouldBe([0, 0.25]);
        Gradients.Of(x => (x * Tensor.Zeros([2], DType.Float64)).Sum().Sqrt(), 4, 7).ShouldBe([0, 0]);
        Gradients.Of(x => x.Clamp(0, 9).Pow(0.5).Sum(), -1, 4).ShouldBe([0, 0.25]);
        Gradients.Of(x => x.Hardsigmoid().Log().Sum(), -5, 0).ShouldBe([0, 1.0 / 3], 1e-12);
    }
}
