using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Metrics;

public sealed class CostMatrixTests
{
    private static readonly double[] s_priors = [0.9, 0.08, 0.02];

    private static Tensor Probabilities(int count, ulong seed) =>
        (Tensor.Normal([count, 3], new Generator(seed), dtype: DType.Float64) * 2 + Tensor.From([3.0, 1, 0])).Softmax(1);

    [Test]
    public void The_decision_is_the_one_that_costs_least_in_the_mean()
    {
        double[,] costs = { { 0, 1, 4 }, { 5, -1, 2 }, { 30, 8, 0 } };
        Tensor probabilities = Probabilities(200, 1);
        double[][] rows = [.. probabilities.ToArray<double>().Chunk(3)];
        long[] decided = new CostMatrix(costs).Decide(probabilities).ToArray<long>();
        for (int i = 0; i < rows.Length; i++)
        {
            double Cost(int d) => Enumerable.Range(0, 3).Sum(a => rows[i][a] * costs[a, d]);
            decided[i].ShouldBe(Enumerable.Range(0, 3).MinBy(Cost));
            new CostMatrix(costs).ExpectedCosts(probabilities[i..(i + 1)]).ToArray<double>().ShouldBe([Cost(0), Cost(1), Cost(2)], 1e-12);
        }

        decided.Distinct().Count().ShouldBe(3);
    }

    [Test]
    public void Equal_costs_choose_the_likeliest_class_and_dividing_by_priors_the_likeliest_beyond_its_share()
    {
        Tensor probabilities = Probabilities(200, 2);
        var equal = new CostMatrix(new double[,] { { 0, 1, 1 }, { 1, 0, 1 }, { 1, 1, 0 } });
        equal.Decide(probabilities).ToArray<long>().ShouldBe(probabilities.ArgMax(1).ToArray<long>());
        Tensor beyond = (probabilities / Tensor.From(s_priors)).ArgMax(1);
        CostMatrix.DividingByPriors(s_priors).Decide(probabilities).ToArray<long>().ShouldBe(beyond.ToArray<long>());
        beyond.ToArray<long>().ShouldNotBe(probabilities.ArgMax(1).ToArray<long>());
    }

    [Test]
    public void The_mean_cost_of_decisions_is_that_of_each()
    {
        double[,] costs = { { 0, 3 }, { 7, -1 } };
        ConfusionMatrix decisions = ConfusionMatrix.Of(Tensor.From([0L, 1, 1, 0]), Tensor.From([0L, 0, 1, 1]));
        new CostMatrix(costs).MeanCost(decisions).ShouldBe((0 + 3 - 1 + 7) / 4.0);
        new CostMatrix(costs).MeanCost(new ConfusionMatrix(2)).ShouldBe(double.NaN);
        new CostMatrix(costs)[1, 0].ShouldBe(7);
    }

    [Test]
    public void It_prints_its_costs() => new CostMatrix(new[,] { { 0, 1.25 }, { -20, 1e9 } }).ToString().ShouldBe(
        """
        actual    →0    →1
             0     0  1.25
             1   -20 1E+09
        """.ReplaceLineEndings("\n"));

    [Test]
    public void What_cannot_be_is_refused()
    {
        var costs = new CostMatrix(new double[,] { { 0, 1 }, { 5, 0 } });
        Refused(() => _ = new CostMatrix(new double[2, 3]), "the costs are [2, 3]; expected a row and a column for each class");
        Refused(() => _ = new CostMatrix(new double[0, 0]), "the costs are [0, 0]");
        Refused(() => _ = new CostMatrix(new[,] { { 0, double.NaN }, { 1, 0 } }), "the cost of [0, 1] is NaN");
        Refused(() => costs.Decide(Tensor.Ones([2, 3])), "the probabilities are Float32 [2, 3]; expected [samples, 2]");
        Refused(() => costs.Decide(Tensor.From([2f, -1], [1, 2])), "Of logits make them with Softmax(1)");
        Refused(() => costs.Decide(Tensor.From([0.5f, float.NaN], [1, 2])), "CostMatrix: a score of sample 0 is NaN");
        Refused(() => _ = costs[0, 2], "CostMatrix: there is no class 2; expected 0 to 1");
        Refused(() => costs.MeanCost(new ConfusionMatrix(3)), "the decisions are of 3 classes; expected 2");
        Refused(() => CostMatrix.DividingByPriors(0.5, 0), "CostMatrix: in priors the prior of class 1 is 0; expected a share above 0");
    }

    private static void Refused(Action action, string message) => Should.Throw<ArgumentException>(action).Message.ShouldContain(message);
}
