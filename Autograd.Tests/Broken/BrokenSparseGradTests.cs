using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Optimizers;

namespace Autograd.Tests.Broken;

/// <summary>The law of sparse gradients rejects lookups and rules that break it.</summary>
public sealed class BrokenSparseGradTests
{
    [TestCase(Fault.RowNotNoted)]
    [TestCase(Fault.AddedOneByOne)]
    [TestCase(Fault.OldGradientKept)]
    public void The_law_rejects_the_broken_lookup(Fault fault)
    {
        var broken = new LookupSpecimen(fault);
        SparseGradLaw.Violations(Descent, (table, index) => broken.Apply(table, index))
            .ShouldContain(violation => violation.Contains("the gradient", StringComparison.Ordinal)
                || violation.Contains("the table", StringComparison.Ordinal));
        var sound = new LookupSpecimen(Fault.None);
        SparseGradLaw.Violations(Descent, (table, index) => sound.Apply(table, index)).ShouldBeEmpty();
    }

    [Test]
    public void The_law_rejects_a_rule_that_does_not_skip_what_it_says() =>
        SparseGradLaw.Violations(parameters => new Rolling(parameters))
            .ShouldContain(violation => violation.Contains("the table", StringComparison.Ordinal));

    public enum Fault
    {
        None,
        RowNotNoted,
        AddedOneByOne,
        OldGradientKept,
    }

    private static Sgd Descent(IEnumerable<Parameter> parameters) => new(parameters, 0.1);

    // index_select along the first axis; the faults are those of its pullback for a sparse gradient.
    private sealed class LookupSpecimen(Fault fault) : Op("lookup")
    {
        protected override Tensor Forward(OpCall call) => call.Inputs[0].IndexSelect(0, call.Inputs[1]);

        protected override void Differentiate(Pullback call)
        {
            Tensor index = call.Inputs[1];
            if (fault != Fault.None && index.Count > 1 && call.SparseLeaf(0) is { } leaf)
            {
                Tensor? old = fault == Fault.OldGradientKept ? leaf.GradMemory().Detach() : null;
                if (leaf.GradRows() is { } noted)
                {
                    int count = fault == Fault.RowNotNoted ? index.Count - 1 : index.Count;
                    long[] rows = index.ToArray<long>();
                    noted.Note(rows.AsSpan(0, count), new long[count], new long[count]);
                    old?.Bytes.CopyTo(leaf.GradMemory().Bytes);
                    leaf.AccumulateGrad(index, call.Upstream);
                    return;
                }
            }

            new PickedRows(call, 0).SetRows(call, 0);
        }
    }

    // Momentum moves on where there is no gradient.
    private sealed class Rolling(IEnumerable<Parameter> parameters) : Optimizer(parameters, 0.1)
    {
        protected override void Update(ParameterRun run) => run.Update(new Rule(run.LearningRate));

        private readonly record struct Rule(Coefficient Rate) : IUpdateFormula
        {
            public static IReadOnlyList<string> StateNames { get; } = ["velocity"];

            public bool SkipsZeroGradients => true;

            public void Apply<R>(R gradient, ref R value, ref R velocity, ref R second, ref R third) where R : struct, IReal<R>
            {
                velocity = (0.9 * velocity) + gradient;
                value -= Rate * velocity;
            }
        }
    }
}
