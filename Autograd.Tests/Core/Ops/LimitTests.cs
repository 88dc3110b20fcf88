using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

/// <summary>0 · ∞ where the limit exists, and coefficients that single precision does not hold.</summary>
public sealed class LimitTests
{
    private const double Infinity = double.PositiveInfinity;

    [TestCase(new[] { -Infinity, 0 }, new[] { 0.0, 1 }, 0)]
    [TestCase(new[] { -Infinity, 0, 1 }, new[] { 0, 0.25, 0.75 }, 0.5632616875182228)]
    public void An_impossible_class_that_is_not_wanted_costs_nothing(double[] scores, double[] wanted, double expected)
    {
        Tensor x = Tensor.From(scores, [1, scores.Length]), t = Tensor.From(wanted, [1, wanted.Length]);
        x.CrossEntropy(t).Item().ShouldBe(expected, 1e-15);
        Gradients.Of(y => y.CrossEntropy(t), x).ShouldAllBe(gradient => double.IsFinite(gradient));
    }

    [Test]
    public void A_certain_right_answer_costs_nothing()
    {
        Tensor x = Tensor.From([Infinity, -Infinity]), t = Tensor.From([1.0, 0]), positive = Tensor.From([2.0, 3]);
        x.BinaryCrossEntropyWithLogits(t, reduction: Reduction.None).ToArray<double>().ShouldBe([0, 0]);
        x.BinaryCrossEntropyWithLogits(t, positiveWeight: positive, reduction: Reduction.None).ToArray<double>().ShouldBe([0, 0]);
        Gradients.Of(y => y.BinaryCrossEntropyWithLogits(t, reduction: Reduction.None), x).ShouldBe([0, 0]);
    }

    [Test]
    public void A_loss_of_weight_0_costs_nothing()
    {
        Tensor none = Tensor.From([0.0, 1]);
        Tensor.From([-Infinity, 0]).BinaryCrossEntropyWithLogits(Tensor.From([1.0, 0]), none, reduction: Reduction.None).ToArray<double>()
            .ShouldBe([0, Math.Log(2)], 1e-15);
        Tensor.From([-Infinity, 0, 0, 0], [2, 2]).CrossEntropy(Tensor.From([0L, 1]), none).Item().ShouldBe(Math.Log(2), 1e-15);
    }

    [Test]
    public void A_count_of_0_costs_its_rate_and_an_infinite_rate_everything() =>
        Tensor.From([-Infinity, 0, Infinity]).PoissonNllLoss(Tensor.From([0.0, 0, 2]), reduction: Reduction.None).ToArray<double>()
            .ShouldBe([0, 1, Infinity]);

    [TestCase(0, new[] { 1.0, 0, 0, 0, 0 })]
    [TestCase(1, new[] { 0.0, 1, 0, 0, 0 })]
    [TestCase(2, new[] { 0.0, 0, 2, 0, 0 })]
    [TestCase(3, new[] { 0.0, 0, 0, 6, 0 })]
    public void A_whole_power_at_0_has_the_derivatives_of_a_polynomial(double exponent, double[] expected)
    {
        Tensor x = Tensor.From([0.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x.Pow(Tensor.Scalar(exponent, DType.Float64));
        foreach (double derivative in expected)
        {
            y.Item().ShouldBe(derivative);
            y = tape.Gradient(y, [x], createGraph: true)[0];
        }
    }

    [Test]
    public void A_parabola_too_narrow_for_the_type_is_the_absolute_error()
    {
        Tensor x = Tensor.From([0f, 3]), t = Tensor.From([0f, 0]);
        x.SmoothL1Loss(t, beta: 1e-42, Reduction.Sum).Item().ShouldBe(3);
        Single(y => y.SmoothL1Loss(t, beta: 1e-42, Reduction.Sum), x).ShouldBe([0, 1]);
    }

    [TestCase(1e-42)]
    [TestCase(1e-50)]
    public void A_celu_bent_too_sharply_for_the_type_is_a_relu(double alpha)
    {
        Tensor x = Tensor.From([-2f, 0, 3]);
        x.Celu(alpha).ToArray<float>().ShouldBe([0, 0, 3], 2e-42f);
        Single(y => y.Celu(alpha), x).ShouldBe([0, 1, 1]);
    }

    [Test]
    public void An_epsilon_too_small_for_the_type_still_counts()
    {
        Tensor x = Tensor.From([0f, 0, 1]), t = Tensor.From([0f, 3, 1]);
        x.PoissonNllLoss(t, logInput: false, epsilon: 1e-50, reduction: Reduction.None).ToArray<float>()
            .ShouldBe([0, (float)(150 * Math.Log(10)), 1], 1e-4f);
        x.GaussianNllLoss(Tensor.From([0f, 0, 1]), Tensor.From([0f, 1, 1]), epsilon: 1e-50, reduction: Reduction.None).ToArray<float>()
            .ShouldBe([(float)(-25 * Math.Log(10)), 0, 0], 1e-4f);
    }

    [Test]
    public void A_coefficient_too_large_for_the_type_is_refused_by_name()
    {
        Should.Throw<ArgumentException>(() =>
            Tensor.Ones([2]).Elu(1e300)).Message.ShouldContain("elu: alpha is 1E+300, which Float32 does not hold");
        Tensor.From([-1.0]).Elu(1e300).Item().ShouldBe(-6.3212055882855765e299, 1e285);
        Tensor.From([-2f, 5]).Clamp(-1e300, 1e300).ToArray<float>().ShouldBe([-2, 5]);
    }

    private static float[] Single(Func<Tensor, Tensor> op, Tensor x)
    {
        using var tape = new Tape();
        tape.Watch(x);
        return tape.Gradient(op(x).Sum(), [x])[0].ToArray<float>();
    }
}
