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
    [TestCase(3, new[] { 0.0, 0, 0, 6, 0, 0, 0 })]
    [TestCase(5, new[] { 0.0, 0, 0, 0, 0, 120, 0 })]
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

    [Test]
    public void An_infinite_variance_costs_without_end_and_pulls_at_nothing()
    {
        Tensor x = Tensor.From([1.0]), t = Tensor.From([3.0]), variance = Tensor.From([Infinity]);
        x.GaussianNllLoss(t, variance).Item().ShouldBe(Infinity);
        Gradients.Of(y => y.GaussianNllLoss(t, variance), x).ShouldBe([0]);
        Gradients.Of(v => x.GaussianNllLoss(t, v), variance).ShouldBe([0]);
    }

    [TestCase(1e-44f, 1e-42, 0.01f, 5e-47f)]
    [TestCase(-1e-21f, 1e-20, -0.1f, 5e-23f)]
    [TestCase(1e30f, 1e38, 1e-8f, 5e21f)]
    public void A_parabola_of_any_width_has_its_slope(float x, double beta, float slope, float value)
    {
        Tensor at = Tensor.From([x]), t = Tensor.From([0f]);
        at.SmoothL1Loss(t, beta, Reduction.Sum).ToArray<float>()[0].ShouldBe(value, Math.Max(1e-44f, 1e-6f * value));
        Single(y => y.SmoothL1Loss(t, beta, Reduction.Sum), at)[0].ShouldBe(slope, 0.03f * Math.Abs(slope));
    }

    [TestCase(300, 0.5)]
    [TestCase(300, 40)]
    [TestCase(50, 1e-3)]
    public void A_distance_of_high_order_is_nearly_the_largest_difference(double p, double size)
    {
        Tensor a = Tensor.From([0f, 0, 0], [1, 3]), far = Tensor.From([(float)size, 0.1f * (float)size, 0], [1, 3]);
        Tensor Loss(Tensor near) => near.TripletMarginLoss(a, a, margin: 0, p: p, epsilon: 0);
        far.TripletMarginLoss(a, far, margin: 0, p: p, epsilon: 0).Item().ShouldBe((float)size, 1e-5f * (float)size);
        float[] gradient = Single(x => x.TripletMarginLoss(a, far, margin: 0, p: p, epsilon: 0), far);
        gradient.ShouldBe([1, 0, 0], 1e-5f);
        Loss(far).Item().ShouldBe(0);
    }

    [TestCase(1, 1 + 1e-6)]
    [TestCase(1000, 1000.001)]
    [TestCase(0, 1e-30)]
    [TestCase(-1e30, 1e30)]
    public void An_interval_narrow_or_wide_is_told_apart_in_Float32(double low, double high)
    {
        Tensor x = Tensor.From([(float)low, (float)((low / 2) + (high / 2)), (float)high]), c = Tensor.From([0f, 1, 0, 0.5f]);
        x.Chebyshev(c, low, high).Difference(x.To(DType.Float64).Chebyshev(c.To(DType.Float64), low, high), 1e-4, 1e-5).ShouldBeNull();
        x.LinearSpline(c, low, high).Difference(x.To(DType.Float64).LinearSpline(c.To(DType.Float64), low, high), 1e-4, 1e-5)
            .ShouldBeNull();
    }

    [TestCase(0, 1e-50)]
    [TestCase(0, 1e300)]
    [TestCase(1e38, 1e39)]
    public void An_interval_beyond_Float32_is_refused_by_name(double low, double high)
    {
        Should.Throw<ArgumentException>(() => Tensor.Ones([2]).Chebyshev(Tensor.Ones([2]), low, high)).Message.ShouldStartWith("chebyshev");
        Should.Throw<ArgumentException>(() => Tensor.Ones([2]).LinearSpline(Tensor.Ones([2]), low, high)).Message
            .ShouldStartWith("linear_spline");
    }

    private static float[] Single(Func<Tensor, Tensor> op, Tensor x)
    {
        using var tape = new Tape();
        tape.Watch(x);
        return tape.Gradient(op(x).Sum(), [x])[0].ToArray<float>();
    }
}
