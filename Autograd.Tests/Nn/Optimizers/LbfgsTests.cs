using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class LbfgsTests
{
    [Test]
    public void A_narrow_curved_valley_takes_it_fewer_steps_than_Adam_takes_hundreds()
    {
        Tensor quick = Start(), slow = Start();
        var lbfgs = new Lbfgs([quick]);
        int steps = 0;
        for (; steps < 50 && !lbfgs.HasConverged; steps++)
        {
            lbfgs.Step(() => Rosenbrock(quick));
        }

        steps.ShouldBeLessThan(50);
        Rosenbrock(quick).Item().ShouldBeLessThan(1e-20);
        var adam = new Adam([slow], 1e-2);
        for (int step = 0; step < 500; step++)
        {
            using var tape = new Tape();
            Tensor error = Rosenbrock(slow);
            adam.ZeroGrad();
            tape.Backward(error);
            adam.Step();
        }

        Rosenbrock(slow).Item().ShouldBeGreaterThan(1e-3);
    }

    [Test]
    public void A_quadratic_of_n_numbers_takes_little_more_than_n_steps()
    {
        Tensor scales = Tensor.From([1.0, 10, 100, 1000, 1e4]), x = Tensor.Full([5], 3, DType.Float64);
        var optimizer = new Lbfgs([x]);
        double loss = double.MaxValue;
        for (int step = 0; step < 30; step++)
        {
            double next = optimizer.Step(() => (scales * x * x).Sum());
            next.ShouldBeLessThanOrEqualTo(loss);
            loss = next;
        }

        loss.ShouldBeLessThan(1e-12);
    }

    [TestCase(1)]
    [TestCase(-3)]
    public void Every_step_that_is_taken_satisfies_the_strong_Wolfe_conditions(double scale)
    {
        Tensor x = Tensor.From([1.7, -0.4, 2.5]);
        var optimizer = new Lbfgs([x]);
        for (int step = 0; step < 12; step++)
        {
            double[] before = x.ToArray<double>(), slopes = Slopes();
            double loss = Loss().Item();
            if (optimizer.Step(Loss) < loss && !optimizer.HasConverged)
            {
                double[] moved = [.. x.ToArray<double>().Zip(before, (a, b) => a - b)], after = Slopes();
                double slope = slopes.Zip(moved, (a, b) => a * b).Sum();
                Loss().Item().ShouldBeLessThanOrEqualTo(loss + (1e-4 * slope) + 1e-15);
                Math.Abs(after.Zip(moved, (a, b) => a * b).Sum()).ShouldBeLessThanOrEqualTo(-0.9 * slope);
            }
        }

        Tensor Loss() => (x * scale).Sin().Sum() + (x * x * 0.05).Sum() + x.Square().Square().Sum();

        double[] Slopes()
        {
            using var tape = new Tape();
            tape.Watch(x);
            return tape.Gradient(Loss(), [x])[0].ToArray<double>();
        }
    }

    [Test]
    public void A_network_is_fitted_and_a_state_goes_on_to_the_bit()
    {
        Tensor x = OpSamples.Spread([40, 1], DType.Float64), y = (x * 2).Sin();
        Sequential model = Network(), copy = Network();
        model[0].Parameters()[1].RequiresGrad = copy[0].Parameters()[1].RequiresGrad = false;
        Lbfgs optimizer = new(model.Parameters(), history: 5), other = new(copy.Parameters(), history: 5);
        double first = model.Forward(x).MseLoss(y).Item(), loss = first;
        for (int step = 0; step < 30; step++)
        {
            loss = optimizer.Step(() => model.Forward(x).MseLoss(y));
            other.Step(() => copy.Forward(x).MseLoss(y)).ShouldBe(loss);
            if (step % 7 == 0)
            {
                IReadOnlyDictionary<string, Tensor> state = other.StateDict();
                other = new(copy.Parameters(), history: 5);
                other.LoadState(state);
            }
        }

        loss.ShouldBe(model.Forward(x).MseLoss(y).Item());
        loss.ShouldBeLessThan(first / 10);
        Numbers.Of(model[0].Parameters()[1].Value).ShouldAllBe(bias => bias == 0);
        Should.Throw<ArgumentException>(() => new Lbfgs(model[0].Parameters()).LoadState(optimizer.StateDict())).Message
            .ShouldContain("'steps' is Float64 [5, 25]; expected Float64 of up to 10 rows of 16 elements");

        static Sequential Network() => new Sequential(new Linear(1, 8), new Tanh(), new Linear(8, 1)).Initialize(3).To(DType.Float64);
    }

    [Test]
    public void A_loss_may_need_the_tape_and_single_precision_ends_where_it_sees_no_less()
    {
        Tensor x = Tensor.From([4f]);
        var optimizer = new Lbfgs([x]);
        double loss = 1;
        for (int step = 0; step < 60 && !optimizer.HasConverged; step++)
        {
            // The squared slope of eˣ + x².
            loss = optimizer.Step(tape => tape.Gradient(x.Exp() + x.Square(), [x], createGraph: true)[0].Square().Sum());
        }

        optimizer.HasConverged.ShouldBeTrue();
        loss.ShouldBeLessThan(1e-10);
        x.Item().ShouldBe(-0.351733711, 1e-6);
        x.Grad.ShouldBeNull();
    }

    [Test]
    public void A_step_that_leaves_where_the_loss_is_finite_is_taken_back()
    {
        Tensor x = Tensor.From([1e-3]);
        var optimizer = new Lbfgs([x]);
        for (int step = 0; step < 60 && !optimizer.HasConverged; step++)
        {
            double.IsFinite(optimizer.Step(() => (x - x.Log()).Sum())).ShouldBeTrue();
        }

        x.Item().ShouldBe(1, 1e-7);
    }

    [Test]
    public void What_cannot_begin_is_refused()
    {
        Tensor x = Tensor.From([-1.0]);
        var optimizer = new Lbfgs([x]);
        Should.Throw<InvalidOperationException>(() => optimizer.Step(() => x.Log().Sum())).Message
            .ShouldContain("the loss to begin with is NaN");
        x.SetItem(0);
        Should.Throw<InvalidOperationException>(() => optimizer.Step(() => (x.Sqrt() + 1).Sum())).Message
            .ShouldContain("the gradient of the parameter of shape [1] is not finite");
        Should.Throw<ArgumentOutOfRangeException>(() => new Lbfgs([x], history: 0)).Message.ShouldContain("Lbfgs: history is 0");
        Should.Throw<ArgumentOutOfRangeException>(() => new Lbfgs([x], curvature: 1e-5)).Message.ShouldContain("curvature is 1E-05");
        Should.Throw<ArgumentException>(() => new Lbfgs([x, x])).Message.ShouldContain("twice");
        Should.Throw<ArgumentNullException>(() => optimizer.Step((Func<Tensor>)null!));

        // Where there is nothing to gain nothing moves.
        optimizer.Step(() => (x * 0).Sum()).ShouldBe(0);
        (optimizer.HasConverged, optimizer.Evaluations, x.Item()).ShouldBe((true, 1, 0));
    }

    private static Tensor Start() => Tensor.From([-1.2, 1]);

    // Its minimum, 0, is at (1, 1).
    private static Tensor Rosenbrock(Tensor x) => ((x[1..] - x[..1].Square()).Square() * 100).Sum() + (1 - x[..1]).Square().Sum();
}
