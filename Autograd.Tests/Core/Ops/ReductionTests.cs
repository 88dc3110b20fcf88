using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

public sealed class ReductionTests
{
    private const double NaN = double.NaN;
    private const double Infinity = double.PositiveInfinity;

    [Test]
    public void Elements_that_tie_share_the_gradient()
    {
        Gradients.Of(x => x.Max(), 1, 3, 3, 2, 3, 3).ShouldBe([0, 0.25, 0.25, 0, 0.25, 0.25]);
        Gradients.Of(x => x.Min(), 1, -Infinity, -Infinity).ShouldBe([0, 0.5, 0.5]);
    }

    [Test]
    public void A_NaN_is_the_extreme([Values(0, 5, 33)] int at)
    {
        double[] x = new double[34];
        x[at] = NaN;
        Tensor.From(x).Max().Item().ShouldBe(NaN);
        Tensor.From(x).Min().Item().ShouldBe(NaN);
        Tensor.From(x).ArgMax(0).Item().ShouldBe(at);
        Tensor.From(x).ArgMin(0).Item().ShouldBe(at);
    }

    [Test]
    public void The_first_of_those_that_tie_gives_the_index()
    {
        Tensor x = Tensor.From([1.0, 3, 3, 0, 4, 0], [2, 3]);
        x.ArgMax(1).ToArray<long>().ShouldBe([1, 1]);
        x.ArgMin(-1, keepDims: true).Shape.ShouldBe([2, 1]);
        x.ArgMin(0).ToArray<long>().ShouldBe([1, 0, 1]);
        Should.Throw<ArgumentException>(() =>
            Tensor.Zeros([2, 0]).ArgMax(1)).Message.ShouldContain("argmax: axis 1 of the shape [2, 0] is empty");
        Should.Throw<ArgumentException>(() => Tensor.From([1L]).ArgMin(0)).Message.ShouldContain("argmin: the tensor is Int64");
    }

    [Test]
    public void The_variance_of_numbers_far_from_zero_keeps_its_digits()
    {
        Tensor.From([1e9, 1e9 + 1, 1e9 + 2]).Var().Item().ShouldBe(1);
        Tensor.From([1e9, 1e9 + 1, 1e9 + 2]).Var(correction: 0).Item().ShouldBe(2.0 / 3, 1e-15);
        Tensor.From([7.0]).Var().Item().ShouldBe(NaN);
    }

    [Test]
    public void A_mean_of_nothing_is_NaN()
    {
        Tensor.Zeros([0, 2]).Mean(0).ToArray<float>().ShouldBe([float.NaN, float.NaN]);
    }

    [Test]
    public void The_logarithm_of_a_sum_of_powers_knows_the_infinities()
    {
        LogSumExp(-Infinity, -Infinity).ShouldBe(-Infinity);
        LogSumExp(-Infinity, 2).ShouldBe(2);
        LogSumExp(1, Infinity).ShouldBe(Infinity);
        LogSumExp(Infinity, -Infinity).ShouldBe(Infinity);
        LogSumExp(NaN, 1).ShouldBe(NaN);
        LogSumExp().ShouldBe(-Infinity);
        LogSumExp(1e4, 1e4).ShouldBe(1e4 + Math.Log(2));
        Gradients.Of(x => x.LogSumExp(), -Infinity, -Infinity).ShouldBe([0, 0]);
        Gradients.Of(x => x.LogSumExp(), -Infinity, 2).ShouldBe([0, 1]);

        static double LogSumExp(params double[] x) => Tensor.From(x).LogSumExp().Item();
    }
}
