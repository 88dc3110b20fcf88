using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Derivatives;

public sealed class GradientHookTests
{
    private static IEnumerable<TestCaseData> Ops => Law.Ops;

    [Test]
    public void A_hook_sees_the_whole_gradient_once_of_results_and_of_leaves_by_Backward_and_by_Gradient()
    {
        Tensor x = Tensor.From([1.0, 2]);
        List<double[]> seen = [];
        using IDisposable ofX = x.OnGradient(gradient => seen.Add(gradient.ToArray<double>()));
        using (var tape = new Tape())
        {
            tape.Watch(x);
            Tensor y = x * x;
            using IDisposable ofY = y.OnGradient(gradient => seen.Add(gradient.ToArray<double>()));
            tape.Backward((y + (y * 2) + x).Sum());
        }

        seen.ShouldBe([[3.0, 3], [7.0, 13]]);
        x.Grad!.ToArray<double>().ShouldBe([7.0, 13]);
        using (var tape = new Tape())
        {
            tape.Watch(x);
            Tensor y = x * x;
            tape.Gradient((y + (y * 2) + x).Sum(), [x, y]);
        }

        seen[2].ShouldBe([7.0, 13]);
        seen.Count.ShouldBe(3);
    }

    [TestCaseSource(nameof(Ops))]
    public void A_hook_sees_what_Gradient_returns(OpDefinition op) => Violations(op, input => input).ShouldBeEmpty();

    [Test]
    public void A_hook_on_something_else_would_be_noticed() =>
        Violations(OpRegistry.Find("mul"), input => input.Detach()).ShouldNotBeEmpty();

    private static IEnumerable<string> Violations(OpDefinition op, Func<Tensor, Tensor> hooked)
    {
        foreach (Call call in Call.Of(op).Where(call => call.HasFloatInput && Call.IsFloat(call.Forward().DType)))
        {
            Tensor upstream = call.Upstream();
            Tensor[] expected = call.Gradients(upstream), by = [.. call.Inputs.Where(input => Call.IsFloat(input.DType)).Distinct()];
            Dictionary<Tensor, double[]> seen = [];
            IDisposable[] hooks = [.. by.Select(x => hooked(x).OnGradient(gradient => seen.Add(x, Numbers.Of(gradient))))];
            using (var tape = new Tape())
            {
                foreach (Tensor x in by)
                {
                    tape.Watch(x);
                }

                tape.Backward(call.Op.Apply(call.Inputs), upstream);
            }

            Array.ForEach(hooks, hook => hook.Dispose());
            for (int i = 0; i < by.Length; i++)
            {
                double[] actual = seen.GetValueOrDefault(by[i]) ?? new double[by[i].Count];
                foreach (string difference in Numbers.Differences($"{call.Name}, hook {i}", actual, Numbers.Of(expected[i]), 1e-13, 1e-13))
                {
                    yield return difference;
                }
            }
        }
    }

    [Test]
    public void What_a_hook_returns_goes_on_in_the_order_of_asking_and_no_longer_when_disposed()
    {
        Tensor x = Tensor.From([1.0, 2]);
        IDisposable first = x.OnGradient(gradient => gradient + 1), second = x.OnGradient(gradient => gradient * 10);
        Gradient(x).ShouldBe([30.0, 50]);
        first.Dispose();
        Gradient(x).ShouldBe([20.0, 40]);
        second.Dispose();
        second.Dispose();
        Gradient(x).ShouldBe([2.0, 4]);
    }

    [Test]
    public void A_changed_gradient_of_a_result_reaches_what_it_was_computed_from_and_can_be_differentiated_again()
    {
        Tensor x = Tensor.From([3.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = x * x;
        y.OnGradient(gradient => gradient * x);
        Tensor slope = tape.Gradient(y, [x], createGraph: true)[0];
        slope.Item().ShouldBe(2 * 3.0 * 3);
        tape.Gradient(slope, [x])[0].Item().ShouldBe(4 * 3.0);
    }

    [Test]
    public void Grad_is_what_was_there_and_the_changed_sum_of_the_parts()
    {
        Tensor x = Tensor.From([1.0]);
        using IDisposable hook = x.OnGradient(gradient => gradient * gradient);
        for (int i = 0; i < 2; i++)
        {
            using var tape = new Tape();
            tape.Watch(x);
            tape.Backward(((x * 2) + (x * 3)).Sum());
        }

        x.Grad!.Item().ShouldBe(50);
    }

    [Test]
    public void A_hook_that_throws_or_returns_what_does_not_fit_leaves_no_gradient()
    {
        Tensor x = Tensor.From([1.0, 2]), other = Tensor.From([1.0, 2]);
        foreach (Func<Tensor, Tensor> wrong in new Func<Tensor, Tensor>[]
        {
            gradient => gradient.Sum(), gradient => gradient.To(DType.Float32), _ => null!,
            gradient => { gradient.AsWritableSpan<double>()[0] = 1; return gradient; },
            _ => throw new InvalidOperationException("OnGradient: mine"),
        })
        {
            using var tape = new Tape();
            tape.Watch(x);
            tape.Watch(other);
            Tensor y = x * other;
            using IDisposable hook = y.OnGradient(wrong);
            Should.Throw<InvalidOperationException>(() => tape.Backward((y + (other * 2)).Sum())).Message.ShouldStartWith("OnGradient: ");
            (x.Grad ?? other.Grad).ShouldBeNull();
        }

        Should.Throw<ArgumentException>(() => Tensor.From([1L]).OnGradient(_ => { })).Message
            .ShouldBe("OnGradient: a tensor of Int64 has no gradient; expected Float32 or Float64.");
    }

    [Test]
    public void A_sparse_gradient_is_shown_whole()
    {
        Tensor table = Tensor.From([1f, 2, 3, 4], [2, 2]);
        (table.RequiresGrad, table.HasSparseGrad) = (true, true);
        float[] seen = [];
        using IDisposable hook = table.OnGradient(gradient => seen = gradient.ToArray<float>());
        using var tape = new Tape();
        tape.Backward(table.Embedding(Tensor.From([1L, 1])).Sum());
        seen.ShouldBe([0, 0, 2, 2]);
        table.Grad!.ToArray<float>().ShouldBe(seen);
    }

    private static double[] Gradient(Tensor x)
    {
        x.ZeroGrad();
        using var tape = new Tape();
        tape.Watch(x);
        tape.Backward((x * x).Sum());
        return x.Grad!.ToArray<double>();
    }
}
