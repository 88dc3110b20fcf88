using Autograd.Core;

namespace Autograd.Tests.Core.Tapes;

/// <summary>What a tape recorded, inputs, results and what was kept, cannot be changed unnoticed.</summary>
public sealed class ChangeInPlaceTests
{
    private readonly struct Descent : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = [];

        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> =>
            value -= gradient;
    }

    private static readonly (string Name, Action<Tensor> Write)[] s_ways =
    [
        ("SetItem", y => y.SetItem(5)),
        ("a view", y => y.Reshape(-1).SetItem(5, 0)),
        ("a span", y => y.AsWritableSpan<double>()[0] = 5),
        ("Update", y => Tensor.Update(new Descent(), [y], [Tensor.Ones(y.Shape, y.DType)])),
    ];

    [Test]
    public void A_result_that_was_written_to_while_the_tape_was_paused_is_not_differentiated()
    {
        Func<Tensor, Tensor>[] functions =
            [x => x.Softmax(0), x => x.Exp(), x => x.Tanh(), x => x.Sigmoid(), x => x.LogSoftmax(0), x => x.Elu(), x => x.Sqrt()];
        foreach (Func<Tensor, Tensor> function in functions)
        {
            foreach ((string name, Action<Tensor> write) in s_ways)
            {
                Tensor x = Tensor.From([1.0, 2.0]);
                using var tape = new Tape();
                tape.Watch(x);
                Tensor y = function(x);
                using (tape.Pause())
                {
                    write(y);
                }

                Tensor upstream = Tensor.Ones([2], DType.Float64);
                Should.Throw<InvalidOperationException>(() => tape.Gradient(y, [x], upstream),
                    name).Message.ShouldContain("the result of shape [2] was changed in place");
                Should.Throw<InvalidOperationException>(() => tape.Backward(y, upstream), name);
                x.Grad.ShouldBeNull();
            }
        }
    }

    [Test]
    public void What_an_op_kept_and_each_of_its_results_are_watched_over()
    {
        Tensor x = Tensor.From([1.0, 2.0]);
        using var tape = new Tape();
        tape.Watch(x);
        var op = new Twins();
        foreach (int which in new[] { 0, 1 })
        {
            Tensor[] twins = op.ApplyAll(x);
            using (tape.Pause())
            {
                twins[which].SetItem(5);
            }

            Should.Throw<InvalidOperationException>(() => tape.Gradient(twins[0].Sum(), [x]));
        }

        Tensor y = op.Apply(x);
        op.Kept!.SetItem(5);
        Should.Throw<InvalidOperationException>(() =>
            tape.Gradient(y.Sum(), [x])).Message.ShouldContain("twins: what it kept 0 of shape [2] was changed in place");
    }

    [Test]
    public void A_leaf_may_be_changed_while_the_tape_is_paused_and_used_afterwards()
    {
        Tensor w = Tensor.From([1.0, 2.0]);
        using var tape = new Tape();
        tape.Watch(w);
        using (tape.Pause())
        {
            Tensor.Update(new Descent(), [w], [Tensor.From([-1.0, 1.0])]);
            w.SetItem(3, 1);
        }

        tape.Backward((w * w).Sum());
        w.ToArray<double>().ShouldBe([2, 3]);
        w.Grad!.ToArray<double>().ShouldBe([4, 6]);
    }

    private sealed class Twins() : Op("twins")
    {
        public Tensor? Kept { get; private set; }

        protected override Tensor Forward(OpCall call)
        {
            Kept = call.Inputs[0] * 2;
            call.Keep(Kept);
            return call.Return(call.Inputs[0] * 1, call.Inputs[0] * 1);
        }

        protected override void Differentiate(Pullback call) => call.Set(0, call.Upstreams[0] ?? call.Upstreams[1]!);
    }
}
