using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>A way back that is refused has changed nothing, and works once the reason is gone.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RefusedBackwardTests
{
    private readonly Tensor _x = Tensor.From([1.0, 2]), _w = Tensor.From([3.0, 4]);

    [Test]
    public void A_change_that_is_found_late_on_the_way_back_leaves_no_gradient_anywhere()
    {
        _x.RequiresGrad = _w.RequiresGrad = true;
        using var tape = new Tape();
        Tensor product = _w * 2, loss = (product.Exp() + (_x * 3)).Sum();
        using (tape.Pause())
        {
            product.SetItem(0);
        }

        var set = new GradientSet(_x, _w);
        Should.Throw<InvalidOperationException>(() => tape.Backward(loss)).Message.ShouldContain("changed in place");
        Should.Throw<InvalidOperationException>(() => tape.Backward(loss, into: set)).Message.ShouldContain("changed in place");
        (_x.Grad, _w.Grad, set[_x], set[_w]).ShouldBe((null, null, null, null));
        tape.Backward((_w * _x).Sum());
        _x.Grad!.ToArray<double>().ShouldBe([3, 4]);
        _w.Grad!.ToArray<double>().ShouldBe([1, 2]);
    }

    [Test]
    public void What_the_value_does_not_depend_on_may_have_changed()
    {
        using Tape tape = Watching();
        Tensor stale = (_w * _w).Sum(), loss = (_x * _x).Sum();
        _w.SetItem(9);
        tape.Backward(loss);
        _x.Grad!.ToArray<double>().ShouldBe([2, 4]);
        Should.Throw<InvalidOperationException>(() => tape.Backward(stale));
        _w.Grad.ShouldBeNull();
    }

    public static IEnumerable<TestCaseData> Ops => OpRegistry.All.Select(op => new TestCaseData(op).SetArgDisplayNames(op.Name));

    [TestCaseSource(nameof(Ops))]
    public void Gradients_that_wait_for_the_end_are_those_that_do_not(OpDefinition definition)
    {
        Op op = definition.Create(definition.Samples[0].Attributes);
        Tensor[] inputs = definition.Samples[0].Inputs(DType.Float64);
        Tensor[] leaves = [.. inputs.Where(input => input.DType == DType.Float64)];
        double[][] atOnce = Gradients(waits: false);
        Gradients(waits: true).ShouldBe(atOnce);

        double[][] Gradients(bool waits)
        {
            using var tape = new Tape();
            foreach (Tensor leaf in leaves)
            {
                leaf.ZeroGrad();
                tape.Watch(leaf);
            }

            if (waits)
            {
                tape.Watch(_x);
                _ = _x * _x;
                _x.SetItem(9);
            }

            Tensor value = op.Apply(inputs), other = op.Apply(inputs);
            tape.Backward(value, Tensor.Ones(value.Shape, value.DType));
            tape.Backward(value * other, Tensor.Ones(value.Shape, value.DType));
            return [.. leaves.Select(leaf => leaf.Grad?.ToArray<double>() ?? [])];
        }
    }

    [Test]
    public void An_input_whose_memory_is_gone_is_refused_before_anything_is_delivered()
    {
        using Tape tape = Watching();
        Tensor loss;
        using (new TensorScope())
        {
            Tensor inner = _w * 2;
            loss = (inner.Exp() + _x).Sum();
        }

        Should.Throw<ObjectDisposedException>(() => tape.Backward(loss, Tensor.Scalar(1, DType.Float64)));
        (_x.Grad, _w.Grad).ShouldBe((null, null));
    }

    [Test]
    public void A_gradient_from_before_may_be_an_operand_wherever_it_stands()
    {
        _w.RequiresGrad = true;
        double[] expected;
        using (var tape = new Tape())
        {
            tape.Backward(_w.Square().Sum());
            Tensor copy = _w.Grad!.Detach();
            expected = tape.Gradient(Loss(copy), [_w])[0].ToArray<double>();
        }

        using (var tape = new Tape())
        {
            double[] before = _w.Grad!.ToArray<double>();
            tape.Backward(Loss(_w.Grad!));
            _w.Grad!.ToArray<double>().ShouldBe([expected[0] + before[0], expected[1] + before[1]]);
        }

        Tensor Loss(Tensor gradient) => ((gradient * _w).Exp() + (_w * gradient) + (_w.Sin() * gradient)).Sum();
    }

    [Test]
    public void A_pullback_that_throws_midway_is_not_repeated_in_silence()
    {
        using Tape tape = Watching();
        Tensor loss = (new Thrower().Apply(_w) + _x).Sum();
        Should.Throw<NotSupportedException>(() => tape.Backward(loss));
        Should.Throw<InvalidOperationException>(() => tape.Backward(loss)).Message.ShouldContain("ZeroGrad");
    }

    [Test]
    public void A_pullback_that_writes_to_an_input_or_to_what_arrives_is_refused_by_Backward_and_Gradient([Values] bool toInput)
    {
        using Tape tape = Watching();
        foreach (Action<Tensor> way in new Action<Tensor>[] { loss => tape.Backward(loss), loss => tape.Gradient(loss, [_w]) })
        {
            // The writer's pullback runs first, then that of what read the same input; or the sum's gradient goes to two.
            Tensor doubled = _w * 2, loss = (doubled.Square() + new Writer(toInput).Apply(doubled)).Sum();
            Should.Throw<InvalidOperationException>(() => way(loss)).Message.ShouldContain(toInput
                ? "square: input 0 of shape [2] was changed in place after the tape recorded it"
                : "writer: its pullback wrote to the gradient that arrived, which may be shared.");
        }

        tape.Gradient(_x.Square().Sum(), [_x])[0].ToArray<double>().ShouldBe([2, 4]);
    }

    private Tape Watching()
    {
        var tape = new Tape();
        tape.Watch(_x);
        tape.Watch(_w);
        return tape;
    }

    private sealed class Writer(bool toInput) : Op("writer")
    {
        protected override Tensor Forward(OpCall call) => call.Inputs[0] * 1;

        protected override void Differentiate(Pullback call)
        {
            (toInput ? call.Inputs[0] : call.Upstream).SetItem(9);
            call.Set(0, call.Upstream);
        }
    }

    private sealed class Thrower() : Op("thrower")
    {
        protected override Tensor Forward(OpCall call) => call.Inputs[0] * 1;

        protected override void Differentiate(Pullback call) => throw new NotSupportedException();
    }
}
