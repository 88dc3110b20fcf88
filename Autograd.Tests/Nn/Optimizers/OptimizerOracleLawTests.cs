using System.Runtime.CompilerServices;
using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class OptimizerOracleLawTests
{
    public static IEnumerable<string> Names => OptimizerOracles.All.Select(row => row.Name);

    [TestCaseSource(nameof(Names))]
    public void A_step_does_what_its_oracle_does(string name)
    {
        (_, Func<IEnumerable<Parameter>, Optimizer> make, Func<OptimizerOracles.Step> oracle) =
            OptimizerOracles.All.Single(row => row.Name == name);
        OptimizerOracleLaw.Violations(make, oracle).ShouldBeEmpty();
    }

    [Test]
    public void Every_optimizer_has_an_oracle() =>
        OptimizerLaw.All.Select(row => row.Name.Split(',')[0]).Distinct()
            .ShouldBeSubsetOf(Names.Select(name => name.Split(',')[0]));

    // huggingface/transformers#14539, bitsandbytes-foundation/bitsandbytes#2010 and #1992: a decay that goes through the means.
    [Test]
    public void The_law_rejects_a_decay_in_the_wrong_place() =>
        OptimizerOracleLaw.Violations(parameters => new Adam(parameters, 0.05, 0.8, 0.95, 1e-3, 0.1), Oracle("AdamW")).ShouldNotBeEmpty();

    // karpathy/nanochat#304: an ε that the corrections scale is another one in the first steps.
    [Test]
    public void The_law_rejects_an_epsilon_that_is_scaled() => Rejected(Fault.ScaledEpsilon);

    [Test]
    public void The_law_rejects_a_sign_of_nothing() =>
        OptimizerOracleLaw.Violations(parameters => new Faulty(parameters, Fault.None), Oracle("Lion")).ShouldNotBeEmpty();

    [Test]
    public void The_law_rejects_what_counts_the_steps_of_all_and_allocates()
    {
        Rejected(Fault.CommonCount);
        Rejected(Fault.Allocates).ShouldContain(violation => violation.Contains("allocated"));
        OptimizerOracleLaw.Violations(parameters => new Faulty(parameters, Fault.None), Oracle("AdamW")).ShouldBeEmpty();
    }

    // CanReader/FastNN#12: there, and in PyTorch, mean square less squared mean is below zero in single precision, and its root no number.
    [TestCase(1)]
    [TestCase(0.1)]
    [TestCase(3)]
    [TestCase(1e-3)]
    [TestCase(777.7)]
    public void A_gradient_that_stays_the_same_leaves_a_centered_variance_what_it_is(double gradient)
    {
        Tensor single = Tensor.From([0f]), twice = Tensor.From([0.0]);
        Optimizer[] optimizers = [new RmsProp([single], centered: true), new RmsProp([twice], centered: true)];
        double before = 0;
        for (int step = 1; step <= 2500; step++)
        {
            using (var tape = new Tape())
            {
                tape.Backward((single.Sum() * gradient) + 0);
            }

            using (var tape = new Tape())
            {
                tape.Backward((twice.Sum() * gradient) + 0);
            }

            Array.ForEach(optimizers, optimizer => optimizer.Step());
            Array.ForEach(optimizers, optimizer => optimizer.ZeroGrad());

            // Mathematically the variance is g²·αᵗ·(1 − αᵗ).
            double power = Math.Pow(0.99, step), exact = 0.01 / (Math.Sqrt(power * (1 - power)) + (1e-8 / gradient));
            (before - twice.Item()).ShouldBe(exact, exact * 1e-3);
            before = twice.Item();
            double.IsFinite(single.Item()).ShouldBeTrue();
            if (step <= 1000)
            {
                single.Item().ShouldBe(before, Math.Abs(before) * 0.01);
            }
        }
    }

    private static Func<OptimizerOracles.Step> Oracle(string name) => OptimizerOracles.All.Single(row => row.Name == name).Oracle;

    private static IReadOnlyList<string> Rejected(Fault fault)
    {
        IReadOnlyList<string> violations =
            OptimizerOracleLaw.Violations(parameters => new Faulty(parameters, fault), Oracle("AdamW"));
        violations.ShouldNotBeEmpty();
        return violations;
    }

    private enum Fault
    {
        None,
        ScaledEpsilon,
        CommonCount,
        Allocates,
    }

    // AdamW once more, with a defect.
    private sealed class Faulty(IEnumerable<Parameter> parameters, Fault fault) : Optimizer(parameters, 0.05, 0.1)
    {
        private int _steps;
        private object? _kept;

        protected override void Update(ParameterRun run)
        {
            _kept = fault == Fault.Allocates ? new byte[100] : _kept;
            int steps = fault == Fault.CommonCount ? ++_steps : run.Steps;
            run.Update(new Rule(run.LearningRate / (1 - Math.Pow(0.8, steps)), 1 - (run.LearningRate * run.WeightDecay),
                1 / (1 - Math.Pow(0.95, steps)), fault == Fault.ScaledEpsilon));
        }

        private readonly record struct Rule(Coefficient Rate, Coefficient Kept, Coefficient Correction, bool Scales) : IUpdateFormula
        {
            public static IReadOnlyList<string> StateNames { get; } = ["mean", "square"];

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public void Apply<R>(R gradient, ref R value, ref R mean, ref R square, ref R third) where R : struct, IReal<R>
            {
                mean += 0.2 * (gradient - mean);
                square += 0.05 * ((gradient * gradient) - square);
                R root = R.Sqrt(Correction * square), epsilon = Scales ? 1e-3 * R.Sqrt(Correction) : 1e-3;
                value = (Kept * value) - (Rate * (mean / (root + epsilon)));
            }
        }
    }
}
