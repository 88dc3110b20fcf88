using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>A tape sees what its own thread computes. What another thread makes of its tensors it would miss, so that is refused.</summary>
public sealed class ForeignThreadTests
{
    public static IEnumerable<TestCaseData> Ops => OpRegistry.All.Select(op => new TestCaseData(op).SetArgDisplayNames(op.Name));

    [Test]
    public void A_loss_of_what_another_threads_tape_watches_is_refused_and_not_left_out_of_the_gradient()
    {
        Tensor w = Tensor.From([1.0, 2.0]);
        using var tape = new Tape();
        tape.Watch(w);
        Tensor first = (w * w).Sum();
        Exception thrown = Elsewhere(() => (w * w * w).Sum()).ShouldBeOfType<InvalidOperationException>();
        thrown.Message.ShouldContain("mul");
        thrown.Message.ShouldContain("thread");
        tape.Backward(first);
        w.Grad!.ToArray<double>().ShouldBe([2, 4]);
    }

    [TestCaseSource(nameof(Ops))]
    public void Every_op_refuses_what_another_threads_tape_watches(OpDefinition definition)
    {
        OpSample sample = definition.Samples[0];
        Op op = definition.Create(sample.Attributes);
        Tensor[] inputs = sample.Inputs(DType.Float64);
        using (var tape = new Tape())
        {
            tape.Watch(inputs.First(input => input.DType == DType.Float64));
            Elsewhere(() => op.Apply(inputs)).ShouldBeOfType<InvalidOperationException>().Message.ShouldContain(definition.Name);
        }

        Elsewhere(() => op.Apply(inputs)).ShouldBeNull();
    }

    [Test]
    public void What_another_threads_tape_recorded_is_refused()
    {
        Tensor w = Tensor.From([1.0, 2.0]);
        using var tape = new Tape();
        tape.Watch(w);
        Tensor recorded = w * 2;
        Elsewhere(() => recorded + 1).ShouldBeOfType<InvalidOperationException>();
        Elsewhere(() => recorded.Detach() + 1).ShouldBeNull();
        tape.Gradient(recorded.Sum(), [w])[0].ToArray<double>().ShouldBe([2, 2]);
    }

    [Test]
    public void What_no_tape_watches_is_free_while_one_is_open()
    {
        Tensor w = Tensor.From([1.0, 2.0]), x = Tensor.From([3.0, 4.0]);
        using var tape = new Tape();
        tape.Watch(w);
        Elsewhere(() => x * x).ShouldBeNull();
    }

    [Test]
    public void Each_thread_may_watch_the_same_tensor_on_a_tape_of_its_own()
    {
        Tensor w = Tensor.From([1.0, 2.0]);
        using var tape = new Tape();
        tape.Watch(w);
        double[]? other = null;
        Elsewhere(() =>
        {
            using var own = new Tape();
            own.Watch(w);
            other = own.Gradient((w * w * w).Sum(), [w])[0].ToArray<double>();
        }).ShouldBeNull();
        other.ShouldBe([3, 12]);
        tape.Gradient((w * w).Sum(), [w])[0].ToArray<double>().ShouldBe([2, 4]);
    }

    [Test]
    public void Parameters_are_read_by_many_threads_at_once_with_a_tape_or_without()
    {
        Tensor parameter = OpSamples.Spread([64, 64], DType.Float64);
        parameter.RequiresGrad = true;
        double[] expected = Gradient(parameter);
        double value = parameter.Square().Sum().Item();
        using var tape = new Tape();
        Tensor here = parameter.Square().Sum();
        Exception?[] thrown = new Exception?[8];
        Parallel(thrown.Length, i => thrown[i] = Catch(() =>
        {
            for (int repeat = 0; repeat < 50; repeat++)
            {
                if (i % 2 == 0)
                {
                    Gradient(parameter).ShouldBe(expected);
                }
                else
                {
                    parameter.Square().Sum().Item().ShouldBe(value);
                }
            }
        }));
        thrown.ShouldAllBe(exception => exception == null);
        tape.Gradient(here, [parameter])[0].ToArray<double>().ShouldBe(expected);
    }

    [Test]
    public void A_scope_is_disposed_by_the_thread_that_opened_it()
    {
        var scope = new TensorScope();
        Tensor inside = Tensor.From([1.0, 2.0]) * 2;
        Elsewhere(scope.Dispose).ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("thread");
        inside.ToArray<double>().ShouldBe([2, 4]);
        scope.Dispose();
        Should.Throw<ObjectDisposedException>(() => inside.ToArray<double>());
    }

    [Test]
    public void A_tape_is_disposed_by_the_thread_that_opened_it()
    {
        Tensor w = Tensor.From([1.0, 2.0]);
        var tape = new Tape();
        tape.Watch(w);
        Tensor recorded = w * 2;
        Elsewhere(tape.Dispose).ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("thread");
        tape.Gradient(recorded.Sum(), [w])[0].ToArray<double>().ShouldBe([2, 2]);
        tape.Dispose();
    }

    private static double[] Gradient(Tensor parameter)
    {
        using var tape = new Tape();
        return tape.Gradient(parameter.Square().Sum(), [parameter])[0].ToArray<double>();
    }

    private static Exception? Elsewhere(Func<object> action) => Elsewhere(() => { _ = action(); });

    private static Exception? Elsewhere(Action action)
    {
        Exception? thrown = null;
        Parallel(1, _ => thrown = Catch(action));
        return thrown;
    }

    private static void Parallel(int count, Action<int> action)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => action(i)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
