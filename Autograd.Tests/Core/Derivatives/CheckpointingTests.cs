using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Derivatives;

public sealed class CheckpointingTests
{
    private delegate Tensor Part(Func<Tensor, Tensor> compute, Tensor input);

    // Each uses its tensors several times, inside and outside, where sums of gradients round by their order.
    private static readonly (string Name, Func<Part, Tensor, Tensor, Tensor> Compute)[] s_computations =
    [
        ("one", (part, x, w) => part(x => (x * w).Tanh() * x, x)),
        ("a bridge round it", (part, x, w) => x + part(x => (x * w) + (x / 3) + (x * x.Sin()), x) + (x * 0.7f)),
        ("a weight inside and outside", (part, x, w) => (part(x => (x * w).Sin() + (w * 0.3f), x) * w) + w),
        ("two in a row", (part, x, w) => part(x => (x * w).Exp(), part(x => (x - w).Tanh() * w, x))),
        ("one inside another", (part, x, w) => part(x => x + part(y => (y * w).Sin() + (x * y), x * w), x) * w),
        ("a tensor of before, captured", (part, x, w) =>
        {
            Tensor before = x * w;
            return part(x => (x * before) + before.Sin(), x) + before;
        }),
        ("only weights", (part, x, w) => part(_ => (w * 0.1f).Exp(), Tensor.Ones([5])) + x),
        ("a view of what is given", (part, x, w) => part(x => x.Reshape(5), x.Reshape(1, 5)) * w),
        ("nothing that has a gradient", (part, x, w) => (part(x => x.Detach().Exp(), x) * x) + w),
        ("what was there before", (part, x, w) => part(x => x, x) * w),
        ("dropout", (part, x, w) => part(x => (x * w).Dropout(s_generator, 0.5), x).Dropout(s_generator, 0.5)),
    ];

    [ThreadStatic]
    private static Generator? s_generatorOfThread;

    private static Generator s_generator => s_generatorOfThread ??= new(5);

    public static IEnumerable<TestCaseData> Computations =>
        s_computations.Select(of => new TestCaseData(of.Name, of.Compute).SetArgDisplayNames(of.Name));

    [TestCaseSource(nameof(Computations))]
    public void Gradients_are_the_same_to_the_last_bit(string name, object compute)
    {
        var computation = (Func<Part, Tensor, Tensor, Tensor>)compute;
        float[] plain = Gradients(computation, (part, x) => part(x)), saved = Gradients(computation, Checkpointing.Run);
        saved.ShouldBe(plain, name);
    }

    [TestCaseSource(nameof(Computations))]
    public void Higher_derivatives_are_the_same_but_for_the_order_of_sums(string name, object compute)
    {
        var computation = (Func<Part, Tensor, Tensor, Tensor>)compute;
        float[] plain = HigherDerivatives(computation, (part, x) => part(x)), saved = HigherDerivatives(computation, Checkpointing.Run);
        for (int i = 0; i < plain.Length; i++)
        {
            saved[i].ShouldBe(plain[i], (1e-5f * plain.Max(Math.Abs)) + 1e-30f, name);
        }
    }

    [Test]
    public void Sums_of_parts_would_be_noticed_by_the_law()
    {
        // As an op would state them: the parts of a gradient by one tensor added up before they go on.
        Tensor Summed(Func<Tensor, Tensor> compute, Tensor x) => new SummingCheckpoint(compute).Apply(x);
        Tensor Compute(Part part, Tensor x, Tensor w) => (part(x => (x * 1.3f) + (x / 3) + (x * x.Sin()), x) + (x * 0.7f)) * w;
        Gradients(Compute, Summed).ShouldNotBe(Gradients(Compute, (part, x) => part(x)));
        Gradients(Compute, Checkpointing.Run).ShouldBe(Gradients(Compute, (part, x) => part(x)));
    }

    [Test]
    public void What_is_computed_inside_is_not_kept()
    {
        // Fifty steps and their gradients; or ten results, those of one part, and its gradients.
        Kept((part, x) => part(x)).ShouldBeInRange(100, 110);
        Kept(Checkpointing.Run).ShouldBeLessThan(35);
    }

    [Test]
    public void A_part_that_gives_something_else_the_second_time_is_refused_and_leaves_no_gradient()
    {
        Tensor x = Tensor.From([1f]);
        using var tape = new Tape();
        tape.Watch(x);
        int calls = 0;
        Tensor y = Checkpointing.Run(x => x * ++calls, x);
        Should.Throw<InvalidOperationException>(() => tape.Backward(y + (x * 2))).Message
            .ShouldStartWith("Checkpointing: computed again, a part gave another result than the [1] before.");
    }

    [Test]
    public void What_was_changed_in_place_is_noticed()
    {
        Tensor x = Tensor.From([1f]), data = Tensor.From([2f]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = Checkpointing.Run(given => given * x, data);
        data.AsWritableSpan<float>()[0] = 3;
        Should.Throw<InvalidOperationException>(() => tape.Backward(y)).Message
            .ShouldStartWith("checkpoint: input 0 of shape [1] was changed");
    }

    [Test]
    public void Generators_stand_where_they_would_and_without_a_tape_nothing_is_done_twice()
    {
        var generator = new Generator(1);
        Tensor x = Tensor.Ones([8]);
        int calls = 0;
        Checkpointing.Run(x => { calls++; return x.Dropout(generator, 0.5); }, x);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor y = Checkpointing.Run(x => { calls++; return x.Dropout(generator, 0.5); }, x);
        ulong offset = generator.Offset;
        tape.Backward(y.Sum());
        (calls, generator.Offset).ShouldBe((3, offset));
        x.Grad!.ToArray<float>().ShouldBe(y.ToArray<float>());
        Checkpointing.IsRecomputing.ShouldBeFalse();
    }

    [Test]
    public void A_guard_looks_inside_and_a_trace_sees_what_a_part_is_made_of()
    {
        Tensor x = Tensor.From([0f]);
        using (var tape = new Tape(guard: true))
        {
            tape.Watch(x);
            Should.Throw<NotFiniteNumberException>(() => Checkpointing.Run(x => x.Log(), x)).Message.ShouldContain("'log'");
            Tensor y = Checkpointing.Run(x => x.Sqrt(), x);
            Should.Throw<NotFiniteNumberException>(() => tape.Backward(y)).Message.ShouldContain("the gradient of 'sqrt' by input 0");
        }

        using var trace = new Tape { Traces = true };
        trace.Watch(x);
        Checkpointing.Run(x => x.Exp(), x);
        trace.Calls.Select(call => call.Name).ShouldBe(["exp"]);
    }

    private static float[] Gradients(Func<Part, Tensor, Tensor, Tensor> compute, Part part)
    {
        s_generatorOfThread = null;
        Tensor x = OpSamples.Spread([5], DType.Float32, -1, 1), w = OpSamples.Spread([5], DType.Float32, 0.5, 2, phase: 3);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(w);
        Tensor y = compute(part, x, w);
        float[] values = y.ToArray<float>();
        tape.Backward(y, Numbers.Upstream(y.Shape, DType.Float32));
        return [.. values, .. x.Grad!.ToArray<float>(), .. w.Grad!.ToArray<float>()];
    }

    // Those of a gradient's sum of squares.
    private static float[] HigherDerivatives(Func<Part, Tensor, Tensor, Tensor> compute, Part part)
    {
        s_generatorOfThread = null;
        Tensor x = OpSamples.Spread([5], DType.Float32, -1, 1), w = OpSamples.Spread([5], DType.Float32, 0.5, 2, phase: 3);
        using var tape = new Tape();
        tape.Watch(x);
        tape.Watch(w);
        Tensor[] first = tape.Gradient(compute(part, x, w).Sum(), [x, w], createGraph: true);
        Tensor[] second = tape.Gradient((first[0].Square() + first[1].Square() + (x * w * 0)).Sum(), [x, w]);
        return [.. second[0].ToArray<float>(), .. second[1].ToArray<float>()];
    }

    // How many buffers a thread takes for the way there and back, of fifty steps in ten parts.
    private static int Kept(Part part)
    {
        const int size = 1 << 16;
        int kept = 0;
        var thread = new Thread(() => kept = Count());
        thread.Start();
        thread.Join();
        return kept;

        int Count()
        {
            Tensor x = Tensor.Full([size], 0.01);
            using (var tape = new Tape())
            {
                tape.Watch(x);
                Tensor y = x;
                for (int i = 0; i < 10; i++)
                {
                    y = part(y => y.Sin().Exp().Tanh().Sigmoid().Sin(), y);
                }

                tape.Backward(y.Sum());
            }

            return BufferPool.Current.CountOf(size * sizeof(float));
        }
    }

    private sealed class SummingCheckpoint(Func<Tensor, Tensor> compute) : Op("summing")
    {
        protected override Tensor Forward(OpCall call) => compute(call.Inputs[0]);

        protected override void Differentiate(Pullback call)
        {
            Tensor x = call.Inputs[0].Detach(), gradient;
            using (var tape = new Tape())
            {
                tape.Watch(x);
                gradient = tape.Gradient(compute(x), [x], call.Upstream)[0].Detach();
            }

            call.Set(0, gradient);
        }
    }
}
