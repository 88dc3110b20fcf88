using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>A tracing tape sees the whole computation, whether it watches it or not.</summary>
public sealed class TraceTests
{
    [Test]
    public void Every_computation_is_listed_in_order_with_attributes_inputs_and_outputs()
    {
        Tensor x = Tensor.From([1.0, -2.0, 3.0, -4.0], [2, 2]);
        using var tape = new Tape { Traces = true };
        Tensor y = x.Elu(0.5), mask = x > y, either = !mask | mask, index = y.ArgMax(1), hot = Tensor.OneHot(index, 2, DType.Float64);
        _ = Tensor.Where(either, y, hot).Glu();
        tape.Calls.Select(call => call.Name).ShouldBe(
            ["elu", "greater_than", "not", "or", "argmax", "one_hot", "where", "slice", "slice", "sigmoid", "mul"]);
        tape.Calls[0].Attributes["alpha"].ShouldBe((OpValue)0.5);
        tape.Calls[1].Inputs.ShouldBe([x, y]);
        tape.Calls[1].Outputs.ShouldBe([mask]);
        tape.Calls[4].Attributes["axis"].ShouldBe((OpValue)1);
        tape.Count.ShouldBe(0);
    }

    [Test]
    public void A_tape_that_does_not_trace_lists_nothing_and_a_paused_one_neither()
    {
        Tensor x = Tensor.From([1.0]);
        using var outer = new Tape { Traces = true };
        using (var plain = new Tape())
        {
            _ = x.Exp();
            plain.Calls.ShouldBeEmpty();
        }

        using (outer.Pause())
        {
            _ = x.Exp();
        }

        outer.Calls.ShouldBeEmpty();
        outer.Traces.ShouldBeTrue();
    }

    [Test]
    public void Ops_know_their_definition_and_ops_of_somebody_elses_do_not_pass_for_those_of_the_registry()
    {
        Tensor x = Tensor.From([1.0]);
        using var tape = new Tape { Traces = true };
        _ = x.Slice(0, ..^0);
        _ = Op.Unary("elu", new Twice(), 2).Apply(x);
        tape.Calls[0].Attributes["length"].ShouldBe((OpValue)(-1));
        tape.Calls[1].Attributes.ShouldBeEmpty();
        Op.Unary("elu", new Twice(), 2).DefinedBy.ShouldBeNull();
    }

    private readonly record struct Twice : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => x + x;
    }
}
