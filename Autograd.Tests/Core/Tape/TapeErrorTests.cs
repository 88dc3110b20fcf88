using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TapeErrorTests
{
    private readonly Tensor _x = Tensor.From([1.0, 2.0]);

    [Test]
    public void A_value_of_several_elements_needs_an_upstream_gradient()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Should.Throw<ArgumentException>(() => tape.Backward(_x * _x)).Message
            .ShouldContain(
                "Backward: a value of shape [2] has no single gradient. Reduce it to one element, with Sum or Mean, or pass an upstream " +
                "gradient of its shape.");
    }

    [Test]
    public void A_value_that_was_not_recorded_has_no_gradient()
    {
        Tensor before = _x.Sum();
        using var tape = new Tape();
        Should.Throw<ArgumentException>(() => tape.Backward(before)).Message
            .ShouldContain("Backward: this tape did not record the value of shape []");
        tape.Watch(_x);
        Should.Throw<ArgumentException>(() => tape.Backward(_x.Detach().Sum())).ParamName.ShouldBe("value");
    }

    [Test]
    public void An_upstream_gradient_of_another_shape_or_type_is_refused()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor y = _x * _x;
        Should.Throw<ArgumentException>(() => tape.Backward(y, Tensor.Ones([3], DType.Float64))).Message
            .ShouldContain("Backward: the upstream gradient is Float64 [3]; expected the value's Float64 [2].");
        Should.Throw<ArgumentException>(() => tape.Backward(y, Tensor.Ones([2]))).Message
            .ShouldContain("Backward: the upstream gradient is Float32 [2]; expected the value's Float64 [2].");
    }

    [Test]
    public void A_gradient_by_a_tensor_that_is_not_watched_is_refused()
    {
        Tensor other = Tensor.From([1.0, 2.0, 3.0]);
        using var tape = new Tape();
        tape.Watch(_x);
        Should.Throw<ArgumentException>(() => tape.Gradient(_x.Sum(), [other])).Message
            .ShouldContain("a tensor of shape [3] in 'by' is not on this tape. Watch it before it is used.");
    }

    [Test]
    public void Integers_cannot_be_watched()
    {
        using var tape = new Tape();
        Should.Throw<ArgumentException>(() =>
            tape.Watch(Tensor.From([1L]))).Message.ShouldContain("Watch: a tensor of Int64 has no gradient; expected Float32 or Float64.");
        Should.Throw<InvalidOperationException>(() => Tensor.From([true]).RequiresGrad = true).Message.ShouldContain("Bool");
    }

    [Test]
    public void Null_is_refused_by_name()
    {
        using var tape = new Tape();
        Should.Throw<ArgumentNullException>(() => tape.Watch(null!)).ParamName.ShouldBe("tensor");
        Should.Throw<ArgumentNullException>(() => tape.Backward(null!)).ParamName.ShouldBe("value");
        Should.Throw<ArgumentNullException>(() => tape.Gradient(_x, null!)).ParamName.ShouldBe("by");
        Should.Throw<ArgumentException>(() => tape.Gradient(_x, [null!])).ParamName.ShouldBe("by");
    }

    [Test]
    public void A_change_in_place_after_recording_is_noticed_and_names_the_op()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor loss = (_x * _x).Sum();
        _x.AsWritableSpan<double>()[0] = 5;
        InvalidOperationException error = Should.Throw<InvalidOperationException>(() => tape.Backward(loss));
        error.Message.ShouldContain("mul: input 0 of shape [2] was changed in place after the tape recorded it");
        error.Message.ShouldContain("Detach()");
        _x.Grad.ShouldBeNull();
    }

    [Test]
    public void A_change_through_a_view_is_noticed_too()
    {
        Tensor view = _x.Reshape(2, 1);
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor loss = (_x * _x).Sum();
        view.AsWritableSpan<double>()[0] = 5;
        Should.Throw<InvalidOperationException>(() => tape.Backward(loss));
    }

    [Test]
    public void What_the_open_tape_recorded_cannot_be_written_to()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor square = _x * _x;
        Should.Throw<InvalidOperationException>(() => square.AsWritableSpan<double>()[0] = 5).Message
            .ShouldContain("computed by 'mul' is recorded by the open tape, so its elements cannot be changed. Change a Detach()ed copy.");
        square.Detach().AsWritableSpan<double>()[0] = 5;
    }

    [Test]
    public void A_tape_works_again_after_an_error()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor stale = (_x * _x).Sum();
        _x.AsWritableSpan<double>()[0] = 5;
        Should.Throw<InvalidOperationException>(() => tape.Backward(stale));
        tape.Gradient((_x * _x).Sum(), [_x])[0].ToArray<double>().ShouldBe([10, 4]);
    }

    [Test]
    public void A_value_is_differentiated_into_Grad_once_unless_asked_for_again()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor sum = _x.Sum(), squares = (_x * _x).Sum();
        tape.Backward(sum);
        tape.Backward(squares);
        _x.Grad!.ToArray<double>().ShouldBe([3, 5]);
        tape.Gradient(sum, [_x])[0].ToArray<double>().ShouldBe([1, 1]);
        tape.Gradient(sum, [_x])[0].ToArray<double>().ShouldBe([1, 1]);
        Should.Throw<InvalidOperationException>(() => tape.Backward(sum)).Message
            .ShouldStartWith("Backward: this value was differentiated before, into Grad or a GradientSet.");
        _x.Grad!.ToArray<double>().ShouldBe([3, 5]);
        tape.Backward(sum, again: true);
        _x.Grad!.ToArray<double>().ShouldBe([4, 6]);
        GradientSet first = new(_x), second = new(_x);
        tape.Backward((_x * 3).Sum(), into: first);
        Should.Throw<InvalidOperationException>(() => tape.Backward(sum, into: second)).Message.ShouldContain("or to another set");
        tape.Backward(sum, again: true, into: second);
        second[_x]!.ToArray<double>().ShouldBe([1, 1]);
    }

    [Test]
    public void Why_a_value_was_not_recorded_is_said_as_far_as_it_is_known()
    {
        Tensor early = _x * 2, given = Tensor.Scalar(1), elsewhere;
        using (var other = new Tape())
        {
            other.Watch(_x);
            elsewhere = _x.Sum();
        }

        using var tape = new Tape();
        const string nothing = "Nothing that was used is watched or a trainable parameter: ";
        Tensor unwatched = _x.Sum();
        Reason(unwatched).ShouldContain(nothing);
        Reason(early.Sum()).ShouldContain("was computed before the tape was opened or on another tape, or was detached (");
        tape.Watch(_x);
        Reason(early).ShouldContain("It was computed before the tape was opened");
        Reason(given).ShouldContain("It is no op's result but given numbers");
        Reason(elsewhere).ShouldContain("The tape that recorded it was disposed");
        Reason(_x.ArgMax(0)).ShouldContain("It is Int64, which has no gradient");
        Reason(unwatched).ShouldContain(nothing);
        using (var inner = new Tape())
        {
            inner.Watch(_x);
            Reason(_x.Sum()).ShouldContain("Another tape that is open recorded it");
        }

        TapePause pause = tape.Pause();
        Tensor paused = _x.Sum();
        Reason(paused).ShouldContain("This tape is paused: dispose the pause");
        pause.Dispose();
        Reason(paused).ShouldContain("was computed before the tape was opened, while it was paused, or on another tape");
        Tensor slope = tape.Gradient((_x * _x).Sum(), [_x])[0];
        Reason(slope.Sum()).ShouldContain(", came from Gradient without 'createGraph: true', ");

        string Reason(Tensor value)
        {
            string message = Should.Throw<ArgumentException>(() => tape.Backward(value, Tensor.Ones(value.Shape, value.DType))).Message;
            message.ShouldStartWith("Backward: this tape did not record the value of shape ");
            return message;
        }
    }

    [Test]
    public void A_leaf_is_its_own_derivative()
    {
        Tensor upstream = Tensor.From([3.0, 4]), parameter = Tensor.Scalar(2, DType.Float64);
        parameter.RequiresGrad = true;
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor gradient = tape.Gradient(_x, [_x, parameter], upstream)[0];
        gradient.ToArray<double>().ShouldBe([3, 4]);
        gradient.SharesBuffer(upstream).ShouldBeFalse();
        tape.Gradient(parameter, [parameter, _x]).Select(one => one.ToArray<double>()).ShouldBe([[1], [0, 0]]);
        tape.Backward(_x, upstream);
        tape.Backward(parameter);
        tape.Backward(_x.Sum());
        _x.Grad!.ToArray<double>().ShouldBe([4, 5]);
        parameter.Grad!.Item().ShouldBe(1);
    }

    [Test]
    public void A_paused_tape_records_no_gradients_either()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor loss = _x.Square().Sum();
        using (tape.Pause())
        {
            int count = tape.Count;
            Should.Throw<InvalidOperationException>(() => tape.Gradient(loss, [_x], createGraph: true)).Message.ShouldStartWith(
                "Gradient: the tape is paused, so it records no gradients with 'createGraph: true'.");
            using (new Tape())
            {
                Should.Throw<InvalidOperationException>(() => tape.Gradient(loss, [_x], createGraph: true));
            }

            tape.Count.ShouldBe(count);
            tape.Gradient(loss, [_x])[0].ToArray<double>().ShouldBe([2, 4]);
        }

        Tensor slope = tape.Gradient(loss, [_x], createGraph: true)[0];
        tape.Gradient(slope.Sum(), [_x])[0].ToArray<double>().ShouldBe([2, 2]);
    }

    [Test]
    public void A_leaf_too_is_differentiated_once_unless_asked_for_again()
    {
        Tensor leaf = Tensor.Scalar(2, DType.Float64), upstream = Tensor.Ones([2], DType.Float64);
        leaf.RequiresGrad = true;
        using var tape = new Tape();
        tape.Watch(_x);
        tape.Backward(leaf);
        tape.Backward(_x, upstream);
        Should.Throw<InvalidOperationException>(() => tape.Backward(leaf)).Message.ShouldContain("'again: true'");
        Should.Throw<InvalidOperationException>(() => tape.Backward(_x, upstream)).Message.ShouldContain("'again: true'");
        (leaf.Grad!.Item(), _x.Grad!.Sum().Item()).ShouldBe((1, 2));
        tape.Backward(leaf, again: true);
        leaf.Grad!.Item().ShouldBe(2);
        using var other = new Tape();
        other.Backward(leaf);
        leaf.Grad!.Item().ShouldBe(3);
    }

    [Test]
    public void A_value_of_frozen_parameters_is_said_to_be_one()
    {
        _x.RequiresGrad = true;
        _x.RequiresGrad = false;
        using var tape = new Tape();
        Should.Throw<ArgumentException>(() =>
            tape.Backward(_x.Sum())).Message.ShouldContain("or its parameters are frozen (RequiresGrad is false)");
        tape.Watch(Tensor.Ones([1]));
        Should.Throw<ArgumentException>(() => tape.Gradient(_x.Sum(), [])).Message.ShouldContain("unfreeze the parameters");
    }
}
