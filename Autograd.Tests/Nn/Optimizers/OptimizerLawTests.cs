using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Optimizers;

public sealed class OptimizerLawTests
{
    public static IEnumerable<string> Names => OptimizerLaw.All.Select(row => row.Name);

    [TestCaseSource(nameof(Names))]
    public void No_finite_gradient_leaves_the_type_and_none_at_all_moves_nothing(string name) =>
        OptimizerLaw.Violations(name, OptimizerLaw.All.Single(row => row.Name == name).Make).ShouldBeEmpty();

    [Test]
    public void The_law_rejects_a_step_that_overflows() =>
        OptimizerLaw.Violations("faulty", parameters => new Faulty(parameters, rate: 1, divides: false))
            .ShouldContain(violation => violation.Contains("faulty, Float32"));

    [Test]
    public void The_law_rejects_zero_over_zero() =>
        OptimizerLaw.Violations("faulty", parameters => new Faulty(parameters, rate: 0, divides: true))
            .ShouldContain(violation => violation.Contains("gradient 0 "));

    [Test]
    public void A_decay_above_the_type_leaves_every_weight_finite()
    {
        foreach (double rate in new[] { 0, 0.1, 1e300 })
        {
            foreach (Func<IEnumerable<Parameter>, Optimizer> make in new Func<IEnumerable<Parameter>, Optimizer>[]
            {
                parameters => new Sgd(parameters, rate, weightDecay: 1e300),
                parameters => new Sgd(parameters, rate, momentum: 0.9, nesterov: true, weightDecay: 1e300),
                parameters => new Adam(parameters, rate, weightDecay: 1e300),
                parameters => new AdamW(parameters, rate, weightDecay: 1e300),
                parameters => new RmsProp(parameters, rate, momentum: 0.9, centered: true, weightDecay: 1e300),
                parameters => new Adagrad(parameters, rate, weightDecay: 1e300),
                parameters => new Lion(parameters, rate, weightDecay: 1e300),
            })
            {
                OptimizerLaw.Violations("decay", make).ShouldAllBe(violation =>
                    !violation.Contains("NaN", StringComparison.Ordinal) && !violation.Contains("Infinity", StringComparison.Ordinal));
            }
        }
    }

    private sealed class Faulty(IEnumerable<Parameter> parameters, double rate, bool divides) : Optimizer(parameters, rate, 0)
    {
        protected override void Update(ParameterRun run) => run.Update(new Rule(run.LearningRate, divides));

        private readonly record struct Rule(Coefficient LearningRate, bool Divides) : IUpdateFormula
        {
            public static IReadOnlyList<string> StateNames { get; } = [];

            public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> =>
                value -= LearningRate * (Divides ? gradient / R.Abs(gradient) : gradient);
        }
    }
}
