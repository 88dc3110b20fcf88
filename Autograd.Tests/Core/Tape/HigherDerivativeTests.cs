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

    private static readonly double[] s_at = [-0.7, 0.4, 1.3];

    public static IEnumerable<TestCaseData> SixthDerivatives =>
    [
        Sixth("exp", x => x.Exp(), Math.Exp),
        Sixth("sin", x => x.Sin(), x => -Math.Sin(x)),
        Sixth("cos", x => x.Cos(), x => -Math.Cos(x)),
        Sixth("reciprocal", x => x.Reciprocal(), x => 720 / Math.Pow(x, 7)),
        Sixth("log", x => x.Square().Log(), x => -240 / Math.Pow(x, 6)),
        Sixth("pow", x => x.Pow(6), _ => 720),
        Sixth("tanh", x => x.Tanh(), x => Tanh6(Math.Tanh(x))),
        Sixth("sigmoid", x => x.Sigmoid(), x => Tanh6(Math.Tanh(x / 2)) / 128),
        Sixth("softplus", x => x.Softplus(), x => Tanh5(Math.Tanh(x / 2)) / 64),
        Sixth("erf", x => x.Erf(),
            x => -2 / Math.Sqrt(Math.PI) * ((32 * Math.Pow(x, 5)) - (160 * Math.Pow(x, 3)) + (120 * x)) * Math.Exp(-x * x)),
        Sixth("abs", x => x.Abs(), _ => 0),
        Sixth("mul", x => x.Exp() * x, x => (x + 6) * Math.Exp(x)),
        Sixth("div", x => 1 / (2 + x), x => 720 / Math.Pow(2 + x, 7)),
        Sixth("celu", x => x.Celu(2), x => x > 0 ? 0 : Math.Exp(x / 2) / 32),
        Sixth("mse_loss", x => x.MseLoss(Tensor.Zeros([1], DType.Float64), Reduction.None), _ => 0),
    ];

    [TestCaseSource(nameof(SixthDerivatives))]
    public void The_sixth_derivative(Func<Tensor, Tensor> op, Func<double, double> expected)
    {
        foreach (double at in s_at)
        {
            Tensor x = Tensor.From([at]);
            using var tape = new Tape();
            tape.Watch(x);
            Tensor y = op(x);
            for (int order = 0; order < 6; order++)
            {
                y = tape.Gradient(y, [x], createGraph: true)[0];
            }

            y.Item().ShouldBe(expected(at), 1e-9 * (1 + Math.Abs(expected(at))));
        }
    }

    [Test]
    public void A_formula_of_three_arguments_has_every_mixed_derivative()
    {
        // With a positive weight p the loss is p·t·softplus(−x) + (1 − t)·softplus(x): by x three times, t and p it leaves
        // −softplus'''(−x).
        Tensor x = Tensor.From([0.3]), t = Tensor.From([0.6]), p = Tensor.From([1.7]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(t);
        tape.Watch(p);
        Tensor y = x.BinaryCrossEntropyWithLogits(t, positiveWeight: p, reduction: Reduction.None);
        foreach (Tensor by in new[] { x, t, x, p, x })
        {
            y = tape.Gradient(y, [by], createGraph: true)[0];
        }

        double s = 1 / (1 + Math.Exp(0.3));
        y.Item().ShouldBe(-s * (1 - s) * (1 - (2 * s)), 1e-14);
    }

    private static TestCaseData Sixth(string name, Func<Tensor, Tensor> op, Func<double, double> expected) =>
        new TestCaseData(op, expected).SetArgDisplayNames(name);

    // The derivatives of tanh are polynomials of it.
    private static double Tanh5(double t) => (1 - (t * t)) * (16 - (120 * t * t) + (120 * Math.Pow(t, 4)));

    private static double Tanh6(double t) => (1 - (t * t)) * ((-272 * t) + (960 * Math.Pow(t, 3)) - (720 * Math.Pow(t, 5)));

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
