using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>An op with several outputs gets a gradient by each of them, and one that returns its input loses none.</summary>
public sealed class SeveralOutputsTests
{
    private readonly Tensor _x = Tensor.From([2.0, 3.0]);

    [Test]
    public void Each_output_delivers_its_gradient()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor[] powers = new Powers().ApplyAll(_x);
        powers.Length.ShouldBe(3);
        Gradient(tape, powers[0]).ShouldBe([4, 6]);
        Gradient(tape, powers[1]).ShouldBe([12, 27]);
        Gradient(tape, powers[0] + (powers[1] * 2)).ShouldBe([28, 60]);
        tape.Gradient(powers[1].Sum(), [powers[1], powers[0]]).Select(g => g.ToArray<double>()).ShouldBe([[1, 1], [0, 0]]);
    }

    [Test]
    public void An_output_without_a_gradient_arrives_as_null()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        var op = new Powers();
        Tensor[] powers = op.ApplyAll(_x);
        tape.Backward(powers[1].Sum());
        op.Arrived.ShouldBe([false, true, false]);
        powers[2].DType.ShouldBe(DType.Int64);
        op.Apply(_x).ToArray<double>().ShouldBe([4, 9]);
    }

    [Test]
    public void Higher_derivatives_go_through_each_output()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor[] powers = new Powers().ApplyAll(_x);
        Tensor slope = tape.Gradient((powers[0] * powers[1]).Sum(), [_x], createGraph: true)[0];
        slope.ToArray<double>().ShouldBe([80, 405]);
        Gradient(tape, slope).ShouldBe([160, 540]);
    }

    [Test]
    public void An_op_that_returns_its_input_gets_a_record_of_its_own()
    {
        using var tape = new Tape();
        tape.Watch(_x);
        Tensor same = new Doubling().Apply(_x), twice = new Doubling().Apply(same);
        Gradient(tape, same).ShouldBe([2, 2]);
        Gradient(tape, twice * _x).ShouldBe([10, 15]);
        Gradient(tape, _x * _x).ShouldBe([4, 6]);
    }

    [Test]
    public void Each_output_names_its_op_when_it_is_gone()
    {
        Tensor[] powers;
        using (new TensorScope())
        {
            powers = new Powers().ApplyAll(_x);
        }

        foreach (Tensor power in powers)
        {
            Should.Throw<ObjectDisposedException>(() => power.Detach()).Message.ShouldContain("'powers'");
        }
    }

    [Test]
    public void What_was_stated_as_the_results_counts_with_a_tape_and_without_whatever_is_returned()
    {
        double[] expected = [4, 6];
        new Careless().Apply(_x).ToArray<double>().ShouldBe(expected);
        using (new Tape())
        {
            new Careless().Apply(_x).ToArray<double>().ShouldBe(expected);
        }

        using var tape = new Tape { Traces = true };
        tape.Watch(_x);
        Tensor y = new Careless().Apply(_x);
        y.ToArray<double>().ShouldBe(expected);
        tape.Calls.Single().Outputs.ShouldBe([y]);
        Gradient(tape, y).ShouldBe([2, 2]);
    }

    private double[] Gradient(Tape tape, Tensor y) => tape.Gradient(y.Sum(), [_x])[0].ToArray<double>();

    /// <summary>The square, the cube and which of the elements is the largest.</summary>
    private sealed class Powers() : Op("powers")
    {
        public bool[] Arrived { get; private set; } = [];

        protected override Tensor Forward(OpCall call)
        {
            Tensor x = call.Inputs[0];
            return call.Return(x * x, x * x * x, x.ArgMax(0));
        }

        protected override void Differentiate(Pullback call)
        {
            Tensor x = call.Inputs[0];
            Tensor? bySquare = call.Upstreams[0], byCube = call.Upstreams[1];
            Arrived = [bySquare is not null, byCube is not null, call.Upstreams[2] is not null];
            Tensor? first = bySquare is null ? null : bySquare * x * 2, second = byCube is null ? null : byCube * x * x * 3;
            call.Set(0, first is null ? second! : second is null ? first : first + second);
        }
    }

    /// <summary>States one result and returns another tensor.</summary>
    private sealed class Careless() : Op("careless")
    {
        protected override Tensor Forward(OpCall call)
        {
            _ = call.Return(call.Inputs[0] * 2);
            return call.Inputs[0] * 3;
        }

        protected override void Differentiate(Pullback call) => call.Set(0, call.Upstream * 2);
    }

    /// <summary>Returns its input as it came, with a pullback that can be told from none.</summary>
    private sealed class Doubling() : Op("doubling")
    {
        protected override Tensor Forward(OpCall call) => call.Inputs[0];

        protected override void Differentiate(Pullback call) => call.Set(0, call.Upstream * 2);
    }
}
