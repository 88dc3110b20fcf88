using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>
/// What is on one thread's tape is not used by a thread that has none: its share of the gradient would be lost in silence.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ForeignTapeTests
{
    private readonly Tensor _w = Tensor.From([1.0, 2.0]);

    [Test]
    public void What_another_thread_watches_or_recorded_is_refused()
    {
        using var tape = new Tape();
        tape.Watch(_w);
        Tensor recorded = _w * _w;
        foreach (Action use in new Action[] { () => _ = _w * 2, () => recorded.Sum(), () =>
            Tensor.Stack([Tensor.Ones([2], DType.Float64), _w]), () => _w.Glu() })
        {
            Elsewhere(use).ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("is on the open tape of thread");
        }

        Elsewhere(() => _ = _w.Detach() * 2).ShouldBeNull();
        Elsewhere(() =>
        {
            using var own = new Tape();
            own.Watch(_w);
            own.Gradient((_w * _w).Sum(), [_w])[0].ToArray<double>().ShouldBe([2, 4]);
            using (own.Pause())
            {
                _ = _w * 2;
            }
        }).ShouldBeNull();
    }

    [Test]
    public void Parameters_and_what_no_open_tape_watches_are_free_to_all()
    {
        Tensor parameter = Tensor.From([1.0, 2.0]);
        parameter.RequiresGrad = true;
        using (var tape = new Tape())
        {
            tape.Watch(_w);
            _ = parameter * _w;
            Elsewhere(() => _ = parameter * 2).ShouldBeNull();
        }

        Elsewhere(() => _ = _w * 2).ShouldBeNull();
    }

    [Test]
    public void Each_of_several_tapes_that_watch_a_tensor_is_seen()
    {
        using var outer = new Tape();
        outer.Watch(_w);
        var inner = new Tape();
        inner.Watch(_w);
        outer.Dispose();
        Elsewhere(() => _w.Exp()).ShouldBeOfType<InvalidOperationException>();
        inner.Dispose();
        Elsewhere(() => _w.Exp()).ShouldBeNull();
    }

    [Test]
    public void Threads_watch_one_tensor_side_by_side_and_leave_nothing_behind()
    {
        int missed = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 5000; i++)
            {
                using var tape = new Tape();
                tape.Watch(_w);
                Interlocked.Add(ref missed, _w.IsWatchedBy(tape) ? 0 : 1);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        missed.ShouldBe(0);
        _w.IsOnTape.ShouldBeFalse();
    }

    [Test]
    public void Every_computation_is_recorded_while_another_thread_watches_the_same_tensor_and_stops()
    {
        bool isDone = false;
        var other = new Thread(() =>
        {
            using var tape = new Tape();
            while (!Volatile.Read(ref isDone))
            {
                // What opening and closing do, at a rate that meets the moment.
                _w.AsLeaf().Add(tape);
                _w.AsLeaf().Remove(tape);
            }
        });
        other.Start();
        int recorded = 0, missed = 0;
        for (int i = 0; i < 100; i++)
        {
            using var tape = new Tape();
            tape.Watch(_w);
            for (int j = 0; j < 1000; j++)
            {
                _ = _w * 2;
                for (int k = 0; k < 30; k++)
                {
                    missed += _w.IsWatchedBy(tape) ? 0 : 1;
                }
            }

            recorded += tape.Count;
        }

        Volatile.Write(ref isDone, true);
        other.Join();
        (recorded, missed).ShouldBe((100 * 1000, 0));
    }

    [Test]
    public void What_another_thread_watches_or_recorded_is_not_changed_in_place()
    {
        using var tape = new Tape();
        tape.Watch(_w);
        Tensor recorded = _w * _w;
        (string Name, Action<Tensor> Write)[] ways =
        [
            ("SetItem", x => x.SetItem(5)), ("SetItem", x => x.SetItem(5, x > 0)), ("x[...]", x => x[0] = Tensor.Scalar(5, DType.Float64)),
            ("x[mask]", x => x[Tensor.From([true, false])] = Tensor.From([5.0])),
            ("AsWritableSpan", x => x.AsWritableSpan<double>()[0] = 5),
            ("Update", x => Tensor.Update(new Descent(), [x], [Tensor.Ones([2], DType.Float64)])),
        ];
        foreach (Tensor x in new[] { _w, recorded })
        {
            double[] before = x.ToArray<double>();
            foreach ((string name, Action<Tensor> write) in ways)
            {
                // With a tape of its own or without one.
                Elsewhere(() => { using var own = new Tape(); x.IsWritable.ShouldBeFalse(); write(x); })
                    .ShouldBeOfType<InvalidOperationException>().Message.ShouldStartWith($"{name}: the tensor [2] is on the open tape");
            }

            Elsewhere(() => x.SetItem(5)).ShouldBeOfType<InvalidOperationException>();
            x.ToArray<double>().ShouldBe(before);
        }

        tape.Gradient(recorded.Sum(), [_w])[0].ToArray<double>().ShouldBe([2, 4]);
        tape.Dispose();
        Elsewhere(() => _w.SetItem(5)).ShouldBeNull();
        (_w.IsWritable, recorded.IsWritable).ShouldBe((true, false));
    }

    [Test]
    public void What_an_ended_thread_left_open_holds_nothing_back_and_can_be_closed()
    {
        Tape left = null!;
        TensorScope scope = null!;
        Elsewhere(() =>
        {
            scope = new TensorScope();
            left = new Tape();
            left.Watch(_w);
        }).ShouldBeNull();
        (_w * 2).ToArray<double>().ShouldBe([2, 4]);
        _w.SetItem(3, 0);
        Should.Throw<InvalidOperationException>(() => left.Watch(_w)).Message.ShouldStartWith("Watch: the tape belongs to thread ");
        left.Dispose();
        scope.Dispose();
        Should.Throw<ObjectDisposedException>(() => left.Watch(_w));
    }

    private readonly struct Descent : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = [];

        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> =>
            value -= gradient;
    }

    private static Exception? Elsewhere(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception) when (exception is InvalidOperationException or ShouldAssertException)
            {
                thrown = exception;
            }
        });
        thread.Start();
        thread.Join();
        return thrown;
    }
}
