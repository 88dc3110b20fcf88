using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

/// <summary>What an op keeps for its pullback it keeps where it will be asked for, and nowhere else.</summary>
public sealed class KeptSlopeTests
{
    [Test]
    public void A_call_is_recorded_where_an_input_is_tracked()
    {
        var op = new Probe();
        Tensor x = Tensor.From([-1.5, 0, 2]);
        using var tape = new Tape();
        op.Apply(x);
        op.WasRecorded.ShouldBeFalse();
        tape.Watch(x);
        tape.Backward(op.Apply(x).Sum());
        op.WasRecorded.ShouldBeTrue();
        x.Grad!.ToArray<double>().ShouldBe([2, 0.5, 2.5]);
    }

    [Test]
    public void Nothing_is_recorded_without_a_tape_nor_while_it_is_paused_nor_inside_another_op()
    {
        var op = new Probe();
        Tensor x = Tensor.Ones([3]);
        x.RequiresGrad = true;
        op.Apply(x);
        op.WasRecorded.ShouldBeFalse();
        using var tape = new Tape();
        using (tape.Pause())
        {
            op.Apply(x);
        }

        op.WasRecorded.ShouldBeFalse();
        new Outer(op).Apply(x);
        op.WasRecorded.ShouldBeFalse();
    }

    private sealed class Probe() : Op("probe")
    {
        public bool WasRecorded { get; private set; }

        protected override Tensor Forward(OpCall call)
        {
            WasRecorded = call.IsRecorded;
            call.Keep(call.Inputs[0].Abs());
            call.Keep(Tensor.Scalar(1, call.Inputs[0].DType), Tensor.Scalar(0.5, call.Inputs[0].DType));
            return call.Inputs[0] * 3;
        }

        // Three tensors come back as they were kept, in two calls.
        protected override void Differentiate(Pullback call) => call.Set(0, call.Upstream * ((call.Kept[0] * call.Kept[1]) + call.Kept[2]));
    }

    private sealed class Outer(Op inner) : Op("outer")
    {
        protected override Tensor Forward(OpCall call) => inner.Apply(call.Inputs) + 0;

        protected override void Differentiate(Pullback call) => call.Set(0, call.Upstream);
    }
}
