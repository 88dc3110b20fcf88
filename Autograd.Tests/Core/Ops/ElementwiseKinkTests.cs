using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

public sealed class ElementwiseKinkTests
{
    private const double NaN = double.NaN;
    private const double Infinity = double.PositiveInfinity;

    [Test]
    public void Absolute_value_has_slope_zero_at_zero() => Gradients.Of(x => x.Abs(), -2, -0.0, 0, 3, NaN).ShouldBe([-1, 0, 0, 1, NaN]);

    [Test]
    public void Clamp_passes_the_gradient_at_its_bounds_and_not_beyond()
    {
        Tensor.From([-2, -1, 0, 1, 2, NaN, -Infinity, Infinity]).Clamp(-1, 1).ToArray<double>().ShouldBe([-1, -1, 0, 1, 1, NaN, -1, 1]);
        Gradients.Of(x => x.Clamp(-1, 1), -2, -1, 0, 1, 2, NaN).ShouldBe([0, 1, 1, 1, 0, 0]);
        Gradients.Of(x => x.Clamp(max: 1), -Infinity, 1, 2).ShouldBe([1, 1, 0]);
    }

    [Test]
    public void Minimum_and_maximum_halve_the_gradient_at_ties_and_pass_it_at_NaN()
    {
        Tensor y = Tensor.From([1, 2, 3, NaN]);
        Tensor.Minimum(Tensor.From([2.0, 2, 2, 2]), y).ToArray<double>().ShouldBe([1, 2, 2, NaN]);
        Gradients.Of(x => Tensor.Minimum(x, y), 2, 2, 2, 2).ShouldBe([0, 0.5, 1, 1]);
        Gradients.Of(x => Tensor.Maximum(y, x), 2, 2, 2, 2).ShouldBe([1, 0.5, 0, 1]);
    }

    [Test]
    public void Leaky_and_parametric_relu_take_the_negative_side_at_zero_and_pass_infinities()
    {
        Gradients.Of(x => x.LeakyRelu(0.25), -Infinity, -1, -0.0, 0, 1, Infinity, NaN).ShouldBe([0.25, 0.25, 0.25, 0.25, 1, 1, 0.25]);
        Gradients.Of(x => x.PRelu(Tensor.From([0.25])), -Infinity, 0, Infinity).ShouldBe([0.25, 0.25, 1]);
    }

    [Test]
    public void Factors_and_quotients_of_infinities_pass_their_gradients()
    {
        Gradients.Of(x => x * Tensor.From([2.0, 0]), Infinity, -Infinity).ShouldBe([2, 0]);
        Gradients.Of(x => x / Tensor.From([2.0, 0]), Infinity, 3).ShouldBe([0.5, Infinity]);
        Gradients.Of(x => x.Reciprocal(), 0, Infinity).ShouldBe([-Infinity, -0.0]);
    }

    [Test]
    public void Power_to_zero_is_flat_and_great_bases_overflow_in_the_value_only()
    {
        Gradients.Of(x => x.Pow(Tensor.From([0.0, 0, 0, 3, 2])), 0, Infinity, NaN, -2, 1e200).ShouldBe([0, 0, 0, 12, 2e200]);
        Gradients.Of(x => x.Pow(2), -3, 0).ShouldBe([-6, 0]);
        Gradients.Of(x => Tensor.From([0.0, 2, -2]).Pow(x), 3, 3, 3).ShouldBe([0, 8 * Math.Log(2), 0], 1e-14);
    }

    [Test]
    public void Square_root_and_logarithms_are_infinitely_steep_at_their_ends()
    {
        Gradients.Of(x => x.Sqrt(), 0, 4, Infinity).ShouldBe([Infinity, 0.25, 0]);
        Gradients.Of(x => x.Log(), 0, 2).ShouldBe([Infinity, 0.5]);
        Gradients.Of(x => x.Log1p(), -1, 1).ShouldBe([Infinity, 0.5]);
    }

    [Test]
    public void What_is_not_selected_gets_no_gradient_though_it_be_NaN()
    {
        Tensor condition = Tensor.From([true, false], [2, 1]);
        Gradients.Of(x => Tensor.Where(condition, x, Tensor.From([NaN])), 1, 2).ShouldBe([1, 1]);
        Gradients.Of(x => Tensor.Where(condition, 1 / x, Tensor.Zeros([1], DType.Float64)), 1, 2).ShouldBe([-1, -0.25]);
        Gradients.Of(x => Tensor.Where(Tensor.From([false, true]), x.Log(), x), -1, 2).ShouldBe([1, 0.5]);
    }

    [Test]
    public void Conversion_to_integers_ends_the_way_back()
    {
        Tensor x = Tensor.From([1.5, 2.5]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = (x * x.To(DType.Int64).To(DType.Float64)).Sum();
        tape.Gradient(y, [x])[0].ToArray<double>().ShouldBe([1, 2]);
    }
}
