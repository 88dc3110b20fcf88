using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>
/// What is on one thread's tape is not used by a thread that has none: its share of the gradient would be lost in silence.
/// </summary>
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
