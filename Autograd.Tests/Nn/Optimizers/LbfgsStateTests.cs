using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class LbfgsStateTests
{
    // A stair that leads down without end: a search that ends early takes steps along which the gradient rises, and others.
    [Test]
    public void A_step_of_no_use_leaves_what_is_remembered_as_it_was()
    {
        int kept = 0, dropped = 0;
        for (int run = 0; run < 8; run++)
        {
            Tensor x = OpSamples.Spread([3], DType.Float64, phase: run) * 2;
            var optimizer = new Lbfgs([x], history: 2, maxEvaluations: 1);
            for (int step = 0; step < 40; step++)
            {
                double[][] before = Steps(optimizer);
                double[] start = x.ToArray<double>();
                optimizer.Step(() => (x.Sin() - (x * 1.5)).Sum());
                double[][] after = Steps(optimizer);
                double[] moved = [.. x.ToArray<double>().Zip(start, (a, b) => a - b)];
                if (after.Length > 0 && after[^1].SequenceEqual(moved))
                {
                    after.SkipLast(1).ShouldBe(before.TakeLast(after.Length - 1));
                    kept++;
                }
                else if (after.Length > 0)
                {
                    after.ShouldBe(before);
                    dropped += after.Length == 2 ? 1 : 0;
                }
            }
        }

        kept.ShouldBeGreaterThan(20);
        dropped.ShouldBeGreaterThan(5, $"kept {kept}");
    }

    [TestCase(DType.Float32)]
    [TestCase(DType.Float64)]
    public void Where_the_loss_throws_the_parameters_are_where_the_step_began(DType dtype)
    {
        for (int last = 1; last <= 3; last++)
        {
            Tensor x = Tensor.From([-1.2, 1, 0.7]).To(dtype), other = x.Detach();
            Lbfgs optimizer = new([x]), untouched = new([other]);
            for (int step = 0; step < 2; step++)
            {
                optimizer.Step(() => Steep(x)).ShouldBe(untouched.Step(() => Steep(other)));
            }

            double[] before = Numbers.Of(x);
            int calls = 0;
            bool isOther = false;
            Should.Throw<OperationCanceledException>(() => optimizer.Step(() =>
            {
                isOther |= !Numbers.Of(x).SequenceEqual(before);
                return ++calls == last ? throw new OperationCanceledException() : Steep(x) * (calls == 1 ? 1 : 1e3);
            }));
            (calls, isOther, optimizer.HasConverged).ShouldBe((last, last > 1, false));
            Numbers.Of(x).ShouldBe(before);
            x.Grad.ShouldBeNull();

            // The next step is as if that one had not been begun.
            optimizer.Step(() => Steep(x)).ShouldBe(untouched.Step(() => Steep(other)));
            Numbers.Of(x).ShouldBe(Numbers.Of(other));
        }
    }

    [Test]
    public void Everything_of_a_state_that_does_not_fit_is_named_and_nothing_is_loaded()
    {
        Tensor x = Tensor.From([3.0, 4]);
        var optimizer = new Lbfgs([x], history: 3);
        optimizer.Step(() => Steep(x));
        optimizer.Step(() => Steep(x));
        double[][] before = Steps(optimizer);
        before.Length.ShouldBe(2);
        Refused(new() { ["steps"] = Tensor.Ones([1, 2]), ["more"] = Tensor.Ones([1]) },
            "'more' is nothing", "'steps' is Float32 [1, 2]; expected Float64 of up to 3 rows of 2 elements", "'changes' is missing",
            "'has_converged' is missing");
        Refused(new(optimizer.StateDict()) { ["has_converged"] = Tensor.From([2L]) },
            "'has_converged' is 2; expected a count of 1 at most");
        Refused(Of(Tensor.Ones([1, 2], DType.Float64), Tensor.Ones([2, 2], DType.Float64)),
            "'changes' has 2 rows, and 'steps' 1; expected as many");
        Refused(Of(Tensor.From([1.0, 1, 1, 1], [2, 2]), Tensor.From([1.0, 1, 1, -1], [2, 2])),
            "'steps' has in row 1 a step along which");
        Refused(Of(Tensor.Full([1, 2], double.NaN, DType.Float64), Tensor.Ones([1, 2], DType.Float64)),
            "'steps' has in row 0 a step along which");

        static Dictionary<string, Tensor> Of(Tensor steps, Tensor changes) =>
            new() { ["steps"] = steps, ["changes"] = changes, ["has_converged"] = Tensor.From([0L]) };

        void Refused(Dictionary<string, Tensor> state, params string[] parts)
        {
            string message = Should.Throw<ArgumentException>(() => optimizer.LoadState(state)).Message;
            parts.ShouldAllBe(part => message.Contains(part, StringComparison.Ordinal));
            Steps(optimizer).ShouldBe(before);
        }
    }

    [Test]
    public void A_state_remembers_whether_it_has_converged()
    {
        Tensor x = Tensor.From([0.0, 0]);
        var optimizer = new Lbfgs([x]);
        optimizer.Step(() => Steep(x));
        optimizer.HasConverged.ShouldBeTrue();
        Lbfgs other = new([x]), begun = new([Tensor.From([3.0, 4])]);
        IReadOnlyDictionary<string, Tensor> state = begun.StateDict();
        other.LoadState(optimizer.StateDict());
        (other.HasConverged, other.Evaluations).ShouldBe((true, 0));
        other.LoadState(state);
        other.HasConverged.ShouldBeFalse();
    }

    private static double[][] Steps(Lbfgs optimizer)
    {
        Tensor steps = optimizer.StateDict()["steps"];
        return [.. steps.ToArray<double>().Chunk(steps.Shape[1])];
    }

    private static Tensor Steep(Tensor x) => x.Square().Sum() + x.Square().Square().Sum();
}
