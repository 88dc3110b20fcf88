using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

public sealed class TapeTests
{
    [Test]
    public void Backward_leaves_the_gradient_with_what_is_watched()
    {
        Tensor x = Tensor.From([1.0, 2.0, 3.0]);
        using (var tape = new Tape())
        {
            tape.Watch(x).ShouldBeSameAs(x);
            tape.Backward((x * x).Sum());
        }

        x.Grad.ShouldNotBeNull().ToArray<double>().ShouldBe([2, 4, 6]);
    }

    [Test]
    public void Backward_accumulates_until_the_gradient_is_zeroed()
    {
        Tensor x = Tensor.From([1.0, 2.0]);
        for (int step = 1; step <= 2; step++)
        {
            using var tape = new Tape();
            tape.Watch(x);
            tape.Backward((x * 3.0).Sum());
            x.Grad!.ToArray<double>().ShouldBe([3 * step, 3 * step]);
        }

        x.ZeroGrad();
        x.Grad.ShouldBeNull();
        using var last = new Tape();
        last.Watch(x);
        last.Backward((x * 5.0).Sum());
        x.Grad!.ToArray<double>().ShouldBe([5, 5]);
    }

    [Test]
    public void Backward_twice_over_one_recording_adds_both()
    {
        Tensor x = Tensor.From([1.0, 2.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor loss = (x * x).Sum();
        tape.Backward(loss, again: true);
        tape.Backward(loss, again: true);
        x.Grad!.ToArray<double>().ShouldBe([4, 8]);
    }

    [Test]
    public void A_tensor_that_requires_a_gradient_is_watched_by_every_tape()
    {
        Tensor parameter = Tensor.From([2.0]);
        parameter.RequiresGrad = true;
        using var tape = new Tape();
        tape.Backward(parameter * parameter);
        parameter.Grad!.Item().ShouldBe(4);
    }

    [Test]
    public void Outside_a_tape_nothing_is_recorded_and_on_it_only_what_depends_on_something_watched()
    {
        Tensor x = Tensor.From([1.0]), constant = Tensor.From([2.0]);
        Tensor before = x.Exp();
        using var tape = new Tape();
        tape.Watch(x);
        _ = constant.Exp() * before;
        tape.Count.ShouldBe(0);
        _ = x * constant;
        tape.Count.ShouldBe(1);
    }

    [Test]
    public void Watching_ends_with_the_tape()
    {
        Tensor x = Tensor.From([1.0]);
        using (var first = new Tape())
        {
            first.Watch(x);
        }

        using var second = new Tape();
        _ = x.Exp();
        second.Count.ShouldBe(0);
    }

    [Test]
    public void Gradient_returns_and_touches_no_Grad()
    {
        Tensor x = Tensor.From([1.0, 2.0]), y = Tensor.From([3.0, 4.0]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(y);
        Tensor[] gradients = tape.Gradient((x * y).Sum(), [y, x]);
        gradients[0].ToArray<double>().ShouldBe([1, 2]);
        gradients[1].ToArray<double>().ShouldBe([3, 4]);
        x.Grad.ShouldBeNull();
        y.Grad.ShouldBeNull();
    }

    [Test]
    public void Gradient_by_an_intermediate_result_and_by_the_value_itself()
    {
        Tensor x = Tensor.From([1.0, 2.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor square = x * x, value = (square * square).Sum();
        Tensor[] gradients = tape.Gradient(value, [square, value, x, square]);
        gradients[0].ToArray<double>().ShouldBe([2, 8]);
        gradients[1].Item().ShouldBe(1);
        gradients[2].ToArray<double>().ShouldBe([4, 32]);
        gradients[3].ToArray<double>().ShouldBe([2, 8]);
    }

    [Test]
    public void Backward_reaches_a_watched_intermediate_result()
    {
        Tensor x = Tensor.From([3.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor square = tape.Watch(x * x);
        tape.Backward(square * 5.0);
        square.Grad!.Item().ShouldBe(5);
        x.Grad!.Item().ShouldBe(30);
    }

    [Test]
    public void Gradient_by_a_tensor_that_does_not_matter_is_zero()
    {
        Tensor x = Tensor.From([1.0]), other = Tensor.From([1.0, 2.0, 3.0]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(other);
        Tensor gradient = tape.Gradient(x * x, [other])[0];
        gradient.Shape.ShouldBe([3]);
        gradient.ToArray<double>().ShouldBe([0, 0, 0]);
    }

    [Test]
    public void An_upstream_gradient_weighs_the_elements()
    {
        Tensor x = Tensor.From([1.0, 2.0]);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Backward(x * x, Tensor.From([10.0, 100.0]));
        x.Grad!.ToArray<double>().ShouldBe([20, 400]);
    }

    [Test]
    public void A_broadcast_input_gets_the_sum_over_its_repetitions()
    {
        Tensor x = Tensor.Ones([4, 3], DType.Float64), bias = Tensor.Zeros([3], DType.Float64), scale = Tensor.Full([], 2, DType.Float64);
        using var tape = new Tape();
        tape.Watch(bias);
        tape.Watch(scale);
        Tensor[] gradients = tape.Gradient(((x + bias) * scale).Sum(), [bias, scale]);
        gradients[0].ToArray<double>().ShouldBe([8, 8, 8]);
        gradients[1].Shape.ShouldBe([]);
        gradients[1].Item().ShouldBe(12);
    }

    [Test]
    public void What_is_computed_in_a_pause_is_a_constant()
    {
        Tensor x = Tensor.From([3.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor factor;
        using (tape.Pause())
        {
            factor = x * 2.0;
        }

        tape.Count.ShouldBe(0);
        tape.Gradient(x * factor, [x])[0].Item().ShouldBe(6);
    }

    [Test]
    public void A_long_chain_needs_no_recursion()
    {
        Tensor x = Tensor.From([1.0]);
        using var tape = new Tape();
        Tensor y = tape.Watch(x);
        for (int i = 0; i < 100_000; i++)
        {
            y = -y;
        }

        tape.Gradient(y, [x])[0].Item().ShouldBe(1);
    }
}
