using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

public sealed class HigherDerivativeTests
{
    [Test]
    public void The_derivatives_of_a_fourth_power_up_to_the_fourth()
    {
        Tensor x = Tensor.From([2.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x * x * x * x;
        foreach (double expected in new[] { 32.0, 48, 48, 24 })
        {
            y = tape.Gradient(y, [x], createGraph: true)[0];
            y.Item().ShouldBe(expected);
        }
    }

    [Test]
    public void The_third_derivative_of_a_product_with_an_exponential()
    {
        // (x eˣ)''' = (x + 3) eˣ, through fused formulas of formulas of formulas.
        Tensor x = Tensor.From([-1.0, 0.0, 0.5]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x * x.Exp();
        for (int order = 0; order < 3; order++)
        {
            y = tape.Gradient(y, [x], Tensor.Ones([3], DType.Float64), createGraph: true)[0];
        }

        double[] expected = [2 * Math.Exp(-1), 3, 3.5 * Math.Exp(0.5)];
        y.ToArray<double>().Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-13);
    }

    [Test]
    public void Gradient_check_follows_to_the_third_order() =>
        GradCheck.Run(
            "x e^(xy)",
            inputs => inputs[0] * (inputs[0] * inputs[1]).Exp(),
            [Tensor.From([0.3, -0.2]), Tensor.From([0.5, 0.7])],
            new() { Orders = [1, 2, 3] }).Passed.ShouldBeTrue();

    [Test]
    public void Backward_through_a_gradient_penalizes_it()
    {
        // d/dx (dx³/dx)² = d/dx 9x⁴ = 36x³
        Tensor x = Tensor.From([2.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor slope = tape.Gradient(x * x * x, [x], createGraph: true)[0];
        tape.Backward(slope * slope);
        x.Grad!.Item().ShouldBe(288);
    }

    [Test]
    public void Without_createGraph_a_gradient_is_a_constant()
    {
        Tensor x = Tensor.From([2.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x * x;
        int count = tape.Count;
        Tensor gradient = tape.Gradient(y, [x])[0];
        tape.Count.ShouldBe(count);
        Should.Throw<ArgumentException>(() => tape.Gradient(gradient, [x])).Message.ShouldContain("did not record");
    }

    [Test]
    public void The_upstream_gradient_can_be_differentiated_by()
    {
        Tensor x = Tensor.From([2.0, 3.0]), upstream = Tensor.From([5.0, 7.0]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(upstream);
        Tensor gradient = tape.Gradient(x * x, [x], upstream, createGraph: true)[0];
        tape.Gradient(gradient.Sum(), [upstream])[0].ToArray<double>().ShouldBe([4, 6]);
    }
}
