using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

[TestFixture]
public sealed class ClassLossTests
{
    private static readonly Tensor s_scores = Tensor.From([2.0, -1, 0.5, 0, 3, 1], [2, 3]);

    private static double[] Gradient(Tensor x, Func<Tensor, Tensor> loss)
    {
        using var tape = new Tape();
        tape.Watch(x);
        return tape.Gradient(loss(x), [x])[0].ToArray<double>();
    }

    [Test]
    public void The_loss_of_one_sample_is_the_logarithm_of_its_probability()
    {
        double expected = Math.Log(Math.Exp(2) + Math.Exp(-1) + Math.Exp(0.5)) - 0.5;
        s_scores.Slice(0, ..1).CrossEntropy(Tensor.From([2L])).Item().ShouldBe(expected, 1e-15);
        s_scores.Slice(0, ..1).Reshape(3).CrossEntropy(Tensor.From([2L], [])).Item().ShouldBe(expected, 1e-15);
    }

    [Test]
    public void Cross_entropy_is_the_likelihood_of_the_logarithm_of_the_softmax()
    {
        Tensor x = OpSamples.Spread([3, 4, 2, 5], DType.Float64), weight = OpSamples.Spread([4], DType.Float64, 0.5, 2);
        Tensor targets = Tensor.From(Enumerable.Range(0, 30).Select(i => (long)(i % 5)).ToArray(), [3, 2, 5]);
        foreach (Reduction reduction in new[] { Reduction.None, Reduction.Mean, Reduction.Sum })
        {
            double[] fused = x.CrossEntropy(targets, weight, ignoreIndex: 4, reduction: reduction).ToArray<double>();
            double[] composed = x.LogSoftmax(1).NllLoss(targets, weight, ignoreIndex: 4, reduction: reduction).ToArray<double>();
            fused.ShouldBe(composed);
        }
    }

    [Test]
    public void A_weighted_mean_divides_by_the_weights_of_the_targets()
    {
        Tensor logs = Tensor.From([-1.0, -2, -3, -4], [2, 2]);
        logs.NllLoss(Tensor.From([0L, 1]), Tensor.From([3.0, 1])).Item().ShouldBe(((3 * 1) + (1 * 4)) / 4.0);
    }

    [Test]
    public void An_ignored_target_counts_for_nothing_even_beside_NaN()
    {
        Tensor x = Tensor.From([2.0, -1, 0.5, double.NaN, double.NaN, double.NaN], [2, 3]), targets = Tensor.From([0L, -100]);
        double alone = x.Slice(0, ..1).CrossEntropy(Tensor.From([0L]), labelSmoothing: 0.1).Item();
        x.CrossEntropy(targets, labelSmoothing: 0.1).Item().ShouldBe(alone);
        x.CrossEntropy(targets, labelSmoothing: 0.1, reduction: Reduction.None).ToArray<double>().ShouldBe([alone, 0]);
        Gradient(x, y => y.CrossEntropy(targets, labelSmoothing: 0.1))[3..].ShouldBe([0, 0, 0]);
        Gradient(x, y => y.CrossEntropy(targets, Tensor.From([1.0, 2, 3])))[3..].ShouldBe([0, 0, 0]);
        Gradient(x, y => y.NllLoss(targets))[3..].ShouldBe([0, 0, 0]);
    }

    [Test]
    public void NaN_among_the_scores_reaches_the_loss() =>
        Tensor.From([1.0, double.NaN], [1, 2]).CrossEntropy(Tensor.From([0L])).Item().ShouldBe(double.NaN);

    [Test]
    public void Where_all_targets_are_ignored_the_mean_is_NaN_and_the_gradient_zero()
    {
        Tensor targets = Tensor.From([-100L, -100]);
        s_scores.CrossEntropy(targets).Item().ShouldBe(double.NaN);
        s_scores.CrossEntropy(targets, reduction: Reduction.Sum).Item().ShouldBe(0);
        Gradient(s_scores, x => x.CrossEntropy(targets)).ShouldAllBe(g => g == 0);
        using var tape = new Tape();
        tape.Watch(s_scores);
        Tensor recorded = tape.Gradient(s_scores.CrossEntropy(targets, Tensor.From([1.0, 2, 3])), [s_scores], createGraph: true)[0];
        recorded.ToArray<double>().ShouldAllBe(g => g == 0);
    }

    [Test]
    public void The_mean_over_nothing_may_be_chosen_to_be_zero()
    {
        Tensor targets = Tensor.From([-100L, -100]), weight = Tensor.From([1.0, 2, 3]), none = Tensor.From(Array.Empty<long>());
        s_scores.CrossEntropy(targets, weight, emptyMean: EmptyMean.Zero).Item().ShouldBe(0);
        s_scores.NllLoss(targets, emptyMean: EmptyMean.Zero).Item().ShouldBe(0);
        Tensor.Zeros([0, 3]).CrossEntropy(none, emptyMean: EmptyMean.Zero).Item().ShouldBe(0);
        Tensor.Zeros([0, 3]).NllLoss(none).Item().ShouldBe(double.NaN);
        Gradient(s_scores, x => x.CrossEntropy(targets, emptyMean: EmptyMean.Zero)).ShouldAllBe(g => g == 0);
        Gradient(s_scores, x => x.NllLoss(targets, emptyMean: EmptyMean.Zero)).ShouldAllBe(g => g == 0);

        // Where a target counts the choice changes nothing.
        Tensor one = Tensor.From([1L, -100]);
        s_scores.CrossEntropy(one, emptyMean: EmptyMean.Zero).Item().ShouldBe(s_scores.CrossEntropy(one).Item());
    }

    [Test]
    public void Wanted_distributions_that_are_certain_are_classes()
    {
        Tensor classes = Tensor.From([2L, 0]), distributions = Tensor.From([0.0, 0, 1, 1, 0, 0], [2, 3]);
        foreach (Reduction reduction in new[] { Reduction.None, Reduction.Mean, Reduction.Sum })
        {
            double[] expected = s_scores.CrossEntropy(classes, labelSmoothing: 0.1, reduction: reduction).ToArray<double>();
            s_scores.CrossEntropy(distributions, labelSmoothing: 0.1, reduction: reduction).ToArray<double>().ShouldBe(expected, 1e-14);
        }

        // With weights the means differ: over classes by the weights' sum, over distributions by their number.
        Tensor weight = Tensor.From([1.0, 2, 4]);
        double weighted = s_scores.CrossEntropy(classes, weight, reduction: Reduction.Sum).Item();
        s_scores.CrossEntropy(classes, weight).Item().ShouldBe(weighted / 5, 1e-14);
        s_scores.CrossEntropy(distributions, weight).Item().ShouldBe(weighted / 2, 1e-14);
    }

    [Test]
    public void Distributions_cannot_be_ignored_by_an_index() =>
        Should.Throw<ArgumentException>(() =>
            s_scores.CrossEntropy(s_scores, ignoreIndex: 1)).Message.ShouldContain("the ignored index is 1 and the targets are Float64");

    [Test]
    public void Extreme_scores_neither_overflow_nor_lose_the_loss()
    {
        Tensor x = Tensor.From([1e4, 0, -1e4], [1, 3]);
        x.CrossEntropy(Tensor.From([0L])).Item().ShouldBe(0);
        x.CrossEntropy(Tensor.From([2L])).Item().ShouldBe(2e4);
        Gradient(x, y => y.CrossEntropy(Tensor.From([2L]))).ShouldBe([1, 0, -1]);
    }

    [Test]
    public void The_gradient_can_be_had_for_the_weights_too()
    {
        Tensor weight = Tensor.From([1.0, 2, 3]), targets = Tensor.From([1L, 2]);
        double[] each = s_scores.CrossEntropy(targets, reduction: Reduction.None).ToArray<double>();
        Gradient(weight, w => s_scores.CrossEntropy(targets, w, reduction: Reduction.Sum)).ShouldBe([0, each[0], each[1]], 1e-15);
    }

    [Test]
    public void A_loss_computed_without_a_tape_needs_none()
    {
        double recorded;
        using (var tape = new Tape())
        {
            tape.Watch(s_scores);
            recorded = s_scores.CrossEntropy(Tensor.From([1L, 2])).Item();
        }

        s_scores.CrossEntropy(Tensor.From([1L, 2])).Item().ShouldBe(recorded);
    }

    [Test]
    public void Squared_errors_are_not_broadcast() =>
        Should.Throw<ArgumentException>(() =>
            Tensor.Ones([4, 1]).MseLoss(Tensor.Ones([4]))).Message.ShouldContain("the input is [4, 1] and the target [4]");

    [Test]
    public void The_mean_of_no_losses_is_NaN_and_their_sum_zero()
    {
        Tensor none = Tensor.Zeros([0, 3]);
        none.MseLoss(none).Item().ShouldBe(double.NaN);
        none.MseLoss(none, Reduction.Sum).Item().ShouldBe(0);
        none.CrossEntropy(Tensor.From(Array.Empty<long>())).Item().ShouldBe(double.NaN);
    }
}
