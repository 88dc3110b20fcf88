using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Schedules;

public sealed class AnnealedBetaTests
{
    private static readonly Tensor s_scores = Tensor.From([0.5f, -1f, 2f, 1.5f]);

    [Test]
    public void Beta_zero_gives_all_the_same_share_whatever_the_scores() =>
        new Softmax(0) { Beta = 0 }.Forward(s_scores).ToArray<float>().ShouldBe([0.25f, 0.25f, 0.25f, 0.25f]);

    [Test]
    public void A_large_beta_picks_the_largest_and_in_softmin_the_smallest()
    {
        new Softmax(0) { Beta = 1000 }.Forward(s_scores).ToArray<float>().ShouldBe([0, 0, 1, 0]);
        new Softmin(0) { Beta = 1000 }.Forward(s_scores).ToArray<float>().ShouldBe([0, 1, 0, 0]);
    }

    [Test]
    public void Beta_grows_by_equal_factors_and_stays_at_the_end()
    {
        var softmax = new Softmax(0);
        var schedule = new AnnealedBeta(softmax, 1, 16, steps: 4);
        Betas(softmax, schedule, 6).ShouldBe([1, 2, 4, 8, 16, 16], 1e-12);
    }

    [Test]
    public void Beta_grows_by_equal_steps_from_zero()
    {
        var softmax = new Softmax(0);
        var schedule = new AnnealedBeta(softmax, 0, 2, steps: 4, isGeometric: false);
        Betas(softmax, schedule, 6).ShouldBe([0, 0.5, 1, 1.5, 2, 2], 1e-12);
    }

    [Test]
    public void A_restored_count_continues_the_schedule()
    {
        var softmax = new Softmax(0);
        _ = new AnnealedBeta(softmax, 1, 16, steps: 4) { Taken = 3 };
        softmax.Beta.ShouldBe(8, 1e-12);
    }

    [Test]
    public void Ends_that_no_factor_joins_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new AnnealedBeta(new Softmax(0), 0, 2, 4))
            .Message.ShouldContain("from is 0; expected a positive number");
        Should.Throw<ArgumentOutOfRangeException>(() => new AnnealedBeta(new Softmax(0), 1, double.NaN, 4, isGeometric: false))
            .Message.ShouldContain("to is NaN");
        Should.Throw<ArgumentOutOfRangeException>(() => new AnnealedBeta(new Softmax(0), 1, 2, 0));
    }

    private static double[] Betas(Softmax softmax, AnnealedBeta schedule, int count)
    {
        double[] betas = new double[count];
        for (int i = 0; i < count; i++)
        {
            betas[i] = softmax.Beta;
            schedule.Step();
        }

        return betas;
    }
}
