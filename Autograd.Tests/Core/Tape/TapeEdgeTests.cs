using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>What a tape leaves behind when it is closed.</summary>
public sealed class TapeEdgeTests
{
    [Test]
    public void A_tensor_that_a_foreign_tape_watches_stays_foreign_when_another_tape_that_watched_it_closes()
    {
        Tensor w = Tensor.From([1.0]);
        using var tape = new Tape();
        tape.Watch(w);
        InvalidOperationException? refused = null;
        var thread = new Thread(() =>
        {
            using (var other = new Tape())
            {
                other.Watch(w);
            }

            refused = Should.Throw<InvalidOperationException>(() => w.Exp());
        });
        thread.Start();
        thread.Join();
        refused!.Message.ShouldContain("open tape of thread");
        tape.Backward(w * 2);
        w.Grad!.Item().ShouldBe(2);
    }

    [Test]
    public void A_tape_watches_on_when_another_that_watched_the_same_tensor_closes()
    {
        Tensor w = Tensor.From([1.0]);
        var first = new Tape();
        first.Watch(w);
        using var second = new Tape();
        second.Watch(w);
        first.Dispose();
        second.Backward(w * 3);
        w.Grad!.Item().ShouldBe(3);
    }
}
