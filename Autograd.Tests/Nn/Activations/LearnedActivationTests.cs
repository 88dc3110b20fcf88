using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Activations;

public sealed class LearnedActivationTests
{
    private static readonly Tensor s_points = Tensor.From(new[] { -5.0, -3, -1.7, 0, 0.4, 2.9, 4.5 });

    public static IEnumerable<Activation> Identities =>
        [new Chebyshev(1), new Chebyshev(6), new LinearSpline(2), new LinearSpline(9)];

    [TestCaseSource(nameof(Identities))]
    public void They_start_as_the_identity_also_outside_of_their_interval(Activation activation)
    {
        activation.To(DType.Float64);
        activation.Forward(s_points).ToArray<double>().ShouldBe(s_points.ToArray<double>(), 1e-6);
    }

    [Test]
    public void A_given_start_is_interpolated()
    {
        new LinearSpline(7, start: Math.Sin).Forward(Tensor.From([-2f, 1f, 1.5f])).ToArray<float>()
            .ShouldBe([(float)Math.Sin(-2), (float)Math.Sin(1), (float)((Math.Sin(1) + Math.Sin(2)) / 2)], 1e-6);
        new Chebyshev(15, start: Math.Tanh).Forward(Tensor.From([-2f, 0.3f])).ToArray<float>()
            .ShouldBe([(float)Math.Tanh(-2), (float)Math.Tanh(0.3)], 1e-3);
    }

    [Test]
    public void Outside_of_the_interval_the_slope_of_the_end_goes_on()
    {
        foreach (Activation activation in new Activation[] { new Chebyshev(2, -1, 1, x => x * x),
            new LinearSpline(3, -1, 1, x => x * x) })
        {
            float[] y = activation.Forward(Tensor.From([1f, 2f, 3f, -1f, -2f])).ToArray<float>();
            (y[2] - y[1]).ShouldBe(y[1] - y[0], 1e-5f);
            y[4].ShouldBe(y[1], 1e-5f);
            y[0].ShouldBe(1, 1e-5f);
        }
    }

    [Test]
    public void Their_shape_is_learned()
    {
        foreach (Activation activation in new Activation[] { new Chebyshev(6), new LinearSpline(13) })
        {
            Tensor x = Tensor.Arange(0, 64).To(DType.Float32) / 64 * 6 - 3, target = x.Abs();
            var optimizer = new Adam(activation.Parameters(), learningRate: 0.05);
            double first = 0, last = 0;
            for (int step = 0; step < 300; step++)
            {
                using var tape = new Tape();
                Tensor loss = (activation.Forward(x) - target).Square().Mean();
                last = loss.Item();
                first = step == 0 ? last : first;
                optimizer.ZeroGrad();
                tape.Backward(loss);
                optimizer.Step();
            }

            last.ShouldBeLessThan(first / 100, $"{activation}");
        }
    }

    [Test]
    public void What_makes_no_interval_or_no_function_is_refused()
    {
        Should.Throw<ArgumentException>(() => new Chebyshev(3, 1, 1)).Message.ShouldContain("low is 1 and high is 1");
        Should.Throw<ArgumentException>(() => new LinearSpline(3, 2, 1)).Message.ShouldContain("low is 2 and high is 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Chebyshev(0));
        Should.Throw<ArgumentOutOfRangeException>(() => new LinearSpline(1));
    }
}
