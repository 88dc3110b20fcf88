using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>What an op of one's own does wrong with its call is said in the op's name.</summary>
public sealed class OpCallTests
{
    private delegate Tensor Value(OpCall call);

    private delegate void Pull(Pullback call);

    [Test]
    public void Forward_returns_a_value_and_keeps_tensors()
    {
        Value[] wrong =
        [
            _ => null!, call => call.Return(), call => call.Return([call.Inputs[0] * 2, null!]),
            call => { call.Keep([null!]); return null!; },
        ];
        foreach (Value value in wrong)
        {
            foreach (bool isRecorded in new[] { false, true })
            {
                Tensor x = Tensor.From([1.0]);
                x.RequiresGrad = isRecorded;
                using var tape = new Tape();
                Exception error = Caught(() => new Mine(value).Apply(x));
                error.Message.ShouldStartWith("mine: ");
                (error is ArgumentException or InvalidOperationException).ShouldBeTrue();
            }
        }

        Caught(() => default(OpCall).Return(Tensor.Ones([1]))).ShouldBeOfType<InvalidOperationException>()
            .Message.ShouldStartWith("Return: ");
        Caught(() => default(OpCall).Keep(Tensor.Ones([1]))).ShouldBeOfType<InvalidOperationException>()
            .Message.ShouldStartWith("Keep: ");
    }

    [TestCase(new[] { 3 }, new int[0])]
    [TestCase(new[] { 2, 3 }, new[] { 3 })]
    [TestCase(new[] { 0 }, new int[0])]
    [TestCase(new[] { 3 }, new[] { 7 })]
    [TestCase(new[] { 1, 3 }, new[] { 3 })]
    public void A_gradient_that_does_not_broadcast_to_its_input_is_refused(int[] input, int[] gradient)
    {
        Tensor x = Tensor.Ones([.. input], DType.Float64);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor given = Tensor.Ones([.. gradient], DType.Float64);
        Tensor loss = new Mine(call => call.Inputs[0] * 1, call => call.Set(0, given)).Apply(x).Sum();
        string expected = $"mine: its pullback returned a gradient of shape {given.Shape} for an input of shape {x.Shape}, which " +
            "does not broadcast to it.";
        Should.Throw<InvalidOperationException>(() => tape.Gradient(loss, [x])).Message.ShouldBe(expected);
        Should.Throw<InvalidOperationException>(() => tape.Backward(loss)).Message.ShouldBe(expected);
        x.Grad.ShouldBeNull();
    }

    [Test]
    public void A_gradient_that_is_an_input_is_returned_as_a_copy()
    {
        Tensor x = Tensor.From([1.0, 2.0]), y = Tensor.From([3.0, 4.0]);
        foreach (bool requires in new[] { false, true })
        {
            y.RequiresGrad = requires;
            using var tape = new Tape();
            tape.Watch(x);
            Tensor both = new Mine(call => call.Inputs[0] * 1, call => call.Set(0, call.Inputs[1])).Apply(x, y);
            tape.Gradient(both.Sum(), [x])[0].SetItem(99, 0);
            y.ToArray<double>().ShouldBe([3, 4]);
        }
    }

    [Test]
    public void An_op_does_not_close_the_tape_that_waits_for_it()
    {
        foreach (Action<Tape> close in new Action<Tape>[] { tape => tape.Dispose(), _ => Tape.CloseAll() })
        {
            Tensor x = Tensor.From([1.0]);
            using (var tape = new Tape())
            {
                tape.Watch(x);
                Tensor y = new Mine(call => call.Inputs[0] * 1, _ => close(tape)).Apply(x);
                Should.Throw<InvalidOperationException>(() => tape.Backward(y)).Message.ShouldStartWith("Dispose: the tape is at work");
                Should.Throw<InvalidOperationException>(() => new Mine(call => { close(tape); return call.Inputs[0]; }).Apply(x)).Message
                    .ShouldStartWith("Dispose: the tape is at work");
                (x * 2).Item().ShouldBe(2);
            }

            (x * 2).Item().ShouldBe(2);
            Tape.CloseAll();
        }
    }

    [Test]
    public void Differentiate_sets_gradients_of_inputs_that_there_are()
    {
        Pull[] wrong =
        [
            call => call.Set(7, call.Upstream), call => call.Set(1, call.Upstream), call => call.Set(-1, call.Upstream),
            call => call.Set(0, null!), call => call.Needs(1), call => call.Destination(1),
        ];
        foreach (Pull pull in wrong)
        {
            Fails(call => call.Inputs[0] * 1, pull, 0).ShouldBeAssignableTo<ArgumentException>();
        }

        Fails(call => call.Return(call.Inputs[0] * 1, call.Inputs[0] * 2), call => call.Set(0, call.Upstream), 1).Message
            .ShouldContain("nothing depends on its first output");

        Pull[] lost =
        [
            call => _ = call.Output, call => _ = call.Outputs.Length, call => _ = call.Kept.Length, call => _ = call.Upstream,
            call => call.Needs(0), call => call.Set(0, Tensor.Ones([1])), call => call.Destination(0),
        ];
        foreach (Pull pull in lost)
        {
            Caught(() => pull(default)).ShouldBeOfType<InvalidOperationException>().Message.ShouldStartWith("Pullback: made by 'default'");
        }
    }

    private static Exception Fails(Value value, Pull pull, int output)
    {
        Tensor x = Tensor.From([1.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = new Mine(value, pull).ApplyAll(x)[output];
        Exception error = Caught(() => tape.Gradient(y, [x]));
        error.Message.ShouldStartWith("mine: ");
        return error;
    }

    private static Exception Caught(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error)
        {
            return error;
        }

        return new NotSupportedException("Nothing was thrown.");
    }

    private sealed class Mine(Value value, Pull? pull = null) : Op("mine")
    {
        protected override Tensor Forward(OpCall call) => value(call);

        protected override void Differentiate(Pullback call) => pull!(call);
    }
}
