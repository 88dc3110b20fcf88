using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

public sealed class NestedTapeTests
{
    [Test]
    public void The_innermost_tape_records_and_the_outer_one_goes_on_afterwards()
    {
        Tensor x = Tensor.From([3.0]);
        using var outer = new Tape();
        outer.Watch(x);
        Tensor y = x * x;
        using (var inner = new Tape())
        {
            inner.Watch(x);
            Tensor z = x * 5.0;
            inner.Count.ShouldBe(1);
            outer.Count.ShouldBe(1);
            inner.Gradient(z, [x])[0].Item().ShouldBe(5);
        }

        outer.Gradient(y * x, [x])[0].Item().ShouldBe(27);
    }

    [Test]
    public void An_inner_tape_differentiates_by_what_an_outer_one_computed()
    {
        Tensor x = Tensor.From([3.0]);
        using var outer = new Tape();
        outer.Watch(x);
        Tensor y = x * x;
        double slope;
        using (var inner = new Tape())
        {
            inner.Watch(y);
            slope = inner.Gradient(y * y, [y])[0].Item();
        }

        slope.ShouldBe(18);
        outer.Gradient(y, [x])[0].Item().ShouldBe(6);
    }

    [Test]
    public void An_outer_tape_may_be_asked_while_an_inner_one_is_open()
    {
        Tensor x = Tensor.From([3.0]);
        using var outer = new Tape();
        outer.Watch(x);
        Tensor y = x * x, gradient;
        using (new Tape())
        {
            gradient = outer.Gradient(y, [x])[0];
        }

        gradient.Item().ShouldBe(6);
    }

    [Test]
    public void Tapes_disposed_out_of_order_leave_each_other_whole()
    {
        Tensor x = Tensor.From([3.0]);
        var outer = new Tape();
        var middle = new Tape();
        var inner = new Tape();
        inner.Watch(x);
        middle.Dispose();
        outer.Dispose();
        inner.Gradient(x * x, [x])[0].Item().ShouldBe(6);
        inner.Dispose();

        using var next = new Tape();
        next.Watch(x);
        next.Gradient(x * x, [x])[0].Item().ShouldBe(6);
        next.Count.ShouldBe(1);
    }

    [Test]
    public void An_outer_tape_disposed_first_does_not_record_when_the_inner_one_closes()
    {
        Tensor x = Tensor.From([3.0]);
        var outer = new Tape();
        outer.Watch(x);
        var inner = new Tape();
        outer.Dispose();
        inner.Dispose();
        (x * x).Item().ShouldBe(9);
    }

    [Test]
    public void A_pause_that_ends_after_its_tape_wakes_nothing()
    {
        Tensor x = Tensor.From([3.0]);
        x.RequiresGrad = true;
        var tape = new Tape();
        TapePause pause = tape.Pause();
        tape.Dispose();
        pause.Dispose();
        Tensor y = x * x;
        tape.Count.ShouldBe(0);
        y.Item().ShouldBe(9);
    }

    [Test]
    public void A_pause_that_ends_inside_another_tape_leaves_that_one_recording()
    {
        Tensor x = Tensor.From([3.0]);
        x.RequiresGrad = true;
        using var outer = new Tape();
        TapePause ofOuter = outer.Pause();
        using (var inner = new Tape())
        {
            ofOuter.Dispose();
            _ = x * x;
            (outer.Count, inner.Count).ShouldBe((0, 1));
            TapePause ofInner = inner.Pause();
            _ = x * x;
            (outer.Count, inner.Count).ShouldBe((0, 1));
            ofInner.Dispose();
            _ = x * x;
            (outer.Count, inner.Count).ShouldBe((0, 2));
        }

        _ = x * x;
        outer.Count.ShouldBe(1);
    }

    [Test]
    public void A_pause_that_is_disposed_again_ends_no_other()
    {
        Tensor x = Tensor.From([3.0]);
        x.RequiresGrad = true;
        using var tape = new Tape();
        TapePause first = tape.Pause(), copy = first;
        first.Dispose();
        using (tape.Pause())
        {
            first.Dispose();
            copy.Dispose();
            _ = x * x;
            tape.Count.ShouldBe(0);
        }

        first.Dispose();
        _ = x * x;
        tape.Count.ShouldBe(1);
    }

    [Test]
    public void Paused_tapes_may_be_disposed_in_any_order()
    {
        Tensor x = Tensor.From([3.0]);
        x.RequiresGrad = true;
        var outer = new Tape();
        TapePause ofOuter = outer.Pause();
        var inner = new Tape();
        TapePause ofInner = inner.Pause();
        outer.Dispose();
        ofOuter.Dispose();
        _ = x * x;
        ofInner.Dispose();
        _ = x * x;
        inner.Count.ShouldBe(1);
        inner.Dispose();
        default(TapePause).Dispose();
        (x * x).Item().ShouldBe(9);
        using var next = new Tape();
        _ = x * x;
        next.Count.ShouldBe(1);
    }

    [Test]
    public void A_tape_may_be_disposed_twice()
    {
        var tape = new Tape();
        tape.Dispose();
        Should.NotThrow(tape.Dispose);
    }
}
