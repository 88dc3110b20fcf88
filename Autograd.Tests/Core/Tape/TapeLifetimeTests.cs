using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TapeLifetimeTests
{
    private readonly Tensor _x = Tensor.From([1.0, 2.0]);

    [Test]
    public void A_tape_belongs_to_its_thread()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor loss = _x.Sum();
        (string Name, Action Action)[] uses =
        [
            ("Backward", () => tape.Backward(loss)), ("Gradient", () => tape.Gradient(loss, [_x])), ("Watch", () => tape.Watch(_x)),
            ("Pause", () => tape.Pause()), ("Dispose", tape.Dispose),
        ];
        foreach ((string name, Action action) in uses)
        {
            string message = OnAnotherThread(action).ShouldBeOfType<InvalidOperationException>().Message;
            message.ShouldStartWith($"{name}: the tape belongs to thread ");
            message.ShouldContain("Make a tape on each thread, and do not await while one is open.");
        }

        tape.Backward(loss);
        _x.Grad!.ToArray<double>().ShouldBe([1, 1]);
    }

    [Test]
    public void What_a_tape_computed_is_gone_with_it()
    {
        Tensor product, copy;
        using (var tape = new Tape())
        {
            tape.Watch(_x);
            product = _x * _x;
            copy = product.Detach();
        }

        string message = Should.Throw<ObjectDisposedException>(() => product.ToArray<double>()).Message;
        message.ShouldContain("The tensor [2] computed by 'mul' belonged to a tape or scope that was disposed.");
        message.ShouldContain("Detach(), ToArray() or Item()");
        Should.Throw<ObjectDisposedException>(() => product + product).Message.ShouldContain("'mul'");
        copy.ToArray<double>().ShouldBe([1, 4]);
    }

    [Test]
    public void A_disposed_tape_is_not_used()
    {
        var tape = new Tape();
        tape.Watch(_x);
        Tensor loss = _x.Sum();
        tape.Dispose();
        Should.Throw<ObjectDisposedException>(() => tape.Backward(loss)).Message
            .ShouldStartWith("Backward: the tape was disposed, and what it recorded is gone. Use it before its 'using' block ends");
        Should.Throw<ObjectDisposedException>(() => tape.Watch(_x));
        Should.Throw<ObjectDisposedException>(() => tape.Pause());
    }

    [Test]
    public void Only_the_innermost_tape_can_be_paused()
    {
        using var outer = new Tape();
        using var inner = new Tape();
        Should.Throw<InvalidOperationException>(() => outer.Pause()).Message.ShouldContain("pause the innermost open one");
    }

    [Test]
    public void Tapes_that_are_never_disposed_are_noticed()
    {
        int opened = 0;
        Exception? thrown = OnAnotherThread(() =>
        {
            for (; opened < 1000; opened++)
            {
                _ = new Tape();
            }
        });
        opened.ShouldBe(256);
        string message = thrown.ShouldBeOfType<InvalidOperationException>().Message;
        message.ShouldContain(
            "256 scopes or tapes are open on this thread: some were not disposed. The oldest was opened in TapeLifetimeTests.cs, line ");
        message.ShouldContain(": write 'using var tape = new Tape();' there. Tape.CloseAll() closes what is open.");
    }

    [Test]
    public void A_scope_that_was_left_open_is_told_apart_from_a_tape()
    {
        Exception? thrown = OnAnotherThread(() =>
        {
            for (int opened = 0; opened < 1000; opened++)
            {
                _ = new TensorScope();
            }
        });
        thrown.ShouldBeOfType<InvalidOperationException>().Message.ShouldContain(": write 'using var scope = new TensorScope();' there.");
    }

    [Test]
    public void What_was_left_open_can_be_closed()
    {
        OnAnotherThread(() =>
        {
            Tensor x = Tensor.From([3.0]), y = x;
            x.RequiresGrad = true;
            for (int i = 0; i < 300; i++)
            {
                _ = new Tape();
                _ = new TensorScope();
                y = x * x;
                if (i % 100 == 99)
                {
                    Tape.CloseAll();
                }
            }

            Should.Throw<ObjectDisposedException>(() => y.Item());
            using var tape = new Tape();
            tape.Backward(x * x);
            x.Grad!.Item().ShouldBe(6);
        }).ShouldBeNull();
    }

    private static Exception? OnAnotherThread(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Catch(action));
        thread.Start();
        thread.Join();
        return thrown;
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            return exception;
        }
    }
}
