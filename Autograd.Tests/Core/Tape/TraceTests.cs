using System.Reflection;
using System.Runtime.Loader;
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
        tape.Calls[0].Attributes["alpha"].Value.ShouldBe(0.5);
        tape.Calls[1].Inputs.ShouldBe([x, y]);
        tape.Calls[1].Outputs.ShouldBe([mask]);
        tape.Calls[4].Attributes["axis"].Value.ShouldBe(1.0);
        tape.Calls[4].Attributes["keepDims"].Value.ShouldBe(false);
        tape.Calls[5].Attributes["dtype"].Value.ShouldBe("Float64");
        new OpAttributes { ["shape"] = new[] { 2, -1 } }["shape"].Value.ShouldBe(new[] { 2, -1 });
        tape.Count.ShouldBe(0);
    }

    [Test]
    public void A_tape_that_does_not_trace_has_no_list_and_a_paused_one_lists_nothing()
    {
        Tensor x = Tensor.From([1.0]);
        using var outer = new Tape { Traces = true };
        using (var plain = new Tape())
        {
            _ = x.Exp();
            Should.Throw<InvalidOperationException>(() => plain.Calls).Message.ShouldContain("new Tape { Traces = true }");
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

    [Test]
    public void The_first_use_of_the_library_may_be_a_trace_and_its_evidence_is_neither_traced_nor_owned_by_the_tape()
    {
        var fresh = new AssemblyLoadContext(nameof(TraceTests), isCollectible: true);
        string folder = Path.GetDirectoryName(typeof(TraceTests).Assembly.Location)!;
        fresh.Resolving += (context, name) => context.LoadFromAssemblyPath(Path.Combine(folder, $"{name.Name}.dll"));
        Assembly core = fresh.LoadFromAssemblyPath(typeof(Tape).Assembly.Location);
        Assembly tests = fresh.LoadFromAssemblyPath(typeof(TraceTests).Assembly.Location);
        core.ShouldNotBe(typeof(Tape).Assembly);
        tests.GetType(typeof(FirstUse).FullName!)!.GetMethod(nameof(FirstUse.Trace))!.Invoke(null, []).ShouldBe("elu 0.5, 0");
        fresh.Unload();
    }

    [Test]
    public void An_op_of_ones_own_with_a_name_of_the_registry_and_attributes_that_do_not_fit_has_no_definition()
    {
        using var tape = new Tape { Traces = true };
        _ = new Named("elu").Apply(Tensor.From([1.0]));
        tape.Calls[0].Attributes.ShouldBeEmpty();
        new Named("elu").DefinedBy.ShouldBeNull();
    }

    [Test]
    public void What_makes_an_op_of_another_definition_is_its_definition_and_has_the_attributes_it_was_made_with()
    {
        OpDefinition elu = OpRegistry.Find("elu");
        var steep = new OpDefinition
        {
            Name = "steep_elu",
            Category = elu.Category,
            Formula = "",
            Source = "",
            Samples = [],
            Errors = [],
            Parameters = [new("steepness", 2, "")],
            Make = attributes => OpRegistry.Create("elu", new() { ["alpha"] = 1 / attributes.Number("steepness") }),
        };
        Op op = steep.Create(new() { ["steepness"] = 4 });
        op.DefinedBy.ShouldBe(steep);
        $"{op.Attributes}".ShouldBe("steepness = 4");
        elu.Create().DefinedBy.ShouldBe(elu);
    }

    [Test]
    public void Nobody_changes_an_op_that_was_made_nor_a_trace()
    {
        int[] axes = [1];
        Tensor x = Tensor.From([1.0, 2, 3, 4, 5, 6], [2, 3]);
        Op op = OpRegistry.Create("sum", new() { ["axes"] = axes });
        op.Attributes.List("axes")[0] = 0;
        axes[0] = 0;
        op.Apply(x).ToArray<double>().ShouldBe([6.0, 15]);
        op.Attributes.List("axes").ShouldBe([1]);
        Should.Throw<InvalidOperationException>(() => op.Attributes["axes"] = 0).Message.ShouldStartWith("sum: 'axes'");

        using var tape = new Tape { Traces = true };
        _ = x.ArgMax(1);
        _ = op.Apply(x);
        foreach (TracedCall call in tape.Calls)
        {
            Should.Throw<InvalidOperationException>(() => call.Attributes["axes"] = 0);
        }
    }

    [Test]
    public void A_trace_has_what_lies_behind_a_mask_copies_and_changes_in_place()
    {
        Tensor x = Tensor.From([1.0, -2.0, 3.0, -4.0], [2, 2]);
        using var tape = new Tape { Traces = true };
        Tensor mask = x > 0, picked = x[mask], copy = picked.Detach();
        copy.SetItem(1, 0);
        copy[..] = picked;
        copy[copy > 2] = picked[0];
        copy.SetItem(2, copy > 2);
        _ = copy.AsWritableSpan<double>();
        tape.Calls.Select(call => call.Name).ShouldBe(
        [
            "greater_than", "reshape", "flat_nonzero", "index_select", "detach", "set_item", "set_item", "greater_than", "slice", "reshape",
            "set_item", "greater_than", "set_item", "as_writable_span",
        ]);
        tape.Calls[2].Inputs.ShouldBe([mask]);
        tape.Calls[2].Outputs.Single().ToArray<long>().ShouldBe([0, 2]);
        tape.Calls[2].Outputs.Single().ShouldBe(tape.Calls[3].Inputs[1]);
        tape.Calls[4].Inputs.ShouldBe([picked]);
        tape.Calls[5].Outputs.ShouldBe([copy]);
    }

    [Test]
    public void A_formula_is_listed_by_its_own_name()
    {
        using var tape = new Tape { Traces = true };
        _ = Tensor.Ones([1]).Map(new Tuned<double>());
        tape.Calls[0].Name.ShouldBe("Tuned");
    }

    private readonly record struct Tuned<T> : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => x + x;
    }

    private sealed class Named(string name) : Op(name, "word")
    {
        protected override Tensor Forward(OpCall call) => call.Inputs[0].Detach();

        protected override void Differentiate(Pullback call) => call.Set(0, call.Upstream);
    }

    /// <summary>Runs where nothing of the library was used before.</summary>
    private static class FirstUse
    {
        public static string Trace()
        {
            using var tape = new Tape { Traces = true };
            _ = Tensor.From([1.0, -1.0]).Elu(0.5);
            double alpha = tape.Calls.Single().Attributes.Number("alpha");
            return FormattableString.Invariant($"{tape.Calls.Single().Name} {alpha}, {Lost()}");
        }

        // Samples that died with a tape cannot be read.
        private static int Lost()
        {
            using (new Tape())
            {
                _ = OpRegistry.All;
            }

            return OpRegistry.All.SelectMany(op => op.Samples)
                .Count(sample => sample.Inputs(DType.Float64).Any(input => $"{input}".Length == 0));
        }
    }

    private readonly record struct Twice : IUnaryFormula
    {
        public R Apply<R>(R x) where R : struct, IReal<R> => x + x;
    }
}
