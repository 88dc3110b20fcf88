using Autograd.Core;

namespace Autograd.Tests.Core.Ops;

/// <summary>What losses do at extremes, at their kinks, with weights and without elements.</summary>
[TestFixture]
public sealed class LossTests
{
    private static readonly double[] s_several = [0.0, 0, 0, 1, 5];

    // Where gradient descent on one number comes to rest.
    private static double BestAnswer(Func<Tensor, Tensor, Tensor> loss)
    {
        double answer = 2.5;
        Tensor targets = Tensor.From(s_several);
        for (int step = 1; step <= 20_000; step++)
        {
            answer -= 2.0 / step * Gradients.Of(x => loss(x.BroadcastTo([5]), targets), Tensor.From([answer]))[0];
        }

        return answer;
    }

    [Test]
    public void L2_finds_the_mean_and_L1_the_median()
    {
        BestAnswer((x, t) => x.MseLoss(t)).ShouldBe(1.2, 1e-6);
        BestAnswer((x, t) => x.L1Loss(t)).ShouldBe(0, 1e-3);
        BestAnswer((x, t) => x.HuberLoss(t)).ShouldBe(0.5, 1e-3);
    }

    [Test]
    public void Absolute_errors_have_the_slope_0_at_0()
    {
        Gradients.Of(x => x.L1Loss(Tensor.From([1.0, 1, 1]), Reduction.Sum), 0, 1, 2).ShouldBe([-1, 0, 1]);
        Gradients.Of(x => x.SmoothL1Loss(Tensor.From([1.0, 1, 1]), 0, Reduction.Sum), 0, 1, 2).ShouldBe([-1, 0, 1]);
    }

    [Test]
    public void Smooth_L1_and_Huber_have_a_second_derivative_at_the_target()
    {
        Tensor x = Tensor.From([1.0]), t = Tensor.From([1.0]);
        using var tape = new Tape();
        tape.Watch(x);
        Tensor slope = tape.Gradient(x.SmoothL1Loss(t, 0.5), [x], createGraph: true)[0];
        tape.Gradient(slope, [x])[0].ToArray<double>().ShouldBe([2]);
    }

    [TestCase(1e4, 1, 0, 0)]
    [TestCase(-1e4, 0, 0, 0)]
    [TestCase(1e4, 0, 1e4, 1)]
    [TestCase(-1e4, 1, 1e4, -1)]
    [TestCase(0, 0.5, 0.6931471805599453, 0)]
    public void Scores_of_any_size_have_a_finite_binary_cross_entropy(double score, double target, double loss, double slope)
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            Tensor x = Tensor.From([score]).To(dtype), t = Tensor.From([target]).To(dtype);
            using var tape = new Tape();
            tape.Watch(x);
            Tensor value = x.BinaryCrossEntropyWithLogits(t);
            value.Item().ShouldBe(loss, 1e-7);
            tape.Gradient(value, [x])[0].Item().ShouldBe(slope, 1e-7);
        }
    }

    [Test]
    public void A_small_binary_cross_entropy_keeps_its_digits()
    {
        Tensor.From([-30.0]).BinaryCrossEntropyWithLogits(Tensor.From([0.0])).Item().ShouldBe(Math.Exp(-30), 1e-12 * Math.Exp(-30));
        Tensor.From([30.0]).SoftMarginLoss(Tensor.From([1L])).Item().ShouldBe(Math.Exp(-30), 1e-12 * Math.Exp(-30));
    }

    [Test]
    public void Certain_and_wrong_costs_a_hundred_and_can_still_learn()
    {
        Tensor t = Tensor.From([1.0, 0, 0, 1]);
        Tensor.From([0.0, 1, 0, 1]).BinaryCrossEntropy(t, reduction: Reduction.None).ToArray<double>().ShouldBe([100, 100, 0, 0]);
        Gradients.Of(x => x.BinaryCrossEntropy(t, reduction: Reduction.Sum), 0, 1, 0, 1).ShouldBe([-1e12, 1e12, 0, 0], 1e5);
    }

    [Test]
    public void NaN_reaches_the_loss_and_is_not_refused_as_no_probability()
    {
        Tensor x = Tensor.From([double.NaN]), t = Tensor.From([1.0]);
        x.BinaryCrossEntropy(t).Item().ShouldBe(double.NaN);
        x.BinaryCrossEntropyWithLogits(t).Item().ShouldBe(double.NaN);
        x.L1Loss(t).Item().ShouldBe(double.NaN);
        x.SmoothL1Loss(t).Item().ShouldBe(double.NaN);
        x.HuberLoss(t).Item().ShouldBe(double.NaN);
        x.KlDiv(t).Item().ShouldBe(double.NaN);
        x.PoissonNllLoss(t, full: true).Item().ShouldBe(double.NaN);
        t.GaussianNllLoss(t, x).Item().ShouldBe(double.NaN);
        x.HingeEmbeddingLoss(Tensor.From([-1L])).Item().ShouldBe(double.NaN);
        x.MarginRankingLoss(t, Tensor.From([1L])).Item().ShouldBe(double.NaN);
        Tensor.From([1.0, double.NaN]).MultiLabelMarginLoss(Tensor.From([0L, -1])).Item().ShouldBe(double.NaN);
        Tensor.From([1.0, double.NaN]).MultiMarginLoss(Tensor.From([0L], [])).Item().ShouldBe(double.NaN);
        Tensor.From([1.0, double.NaN]).TripletMarginLoss(Tensor.From([1.0, 2]), Tensor.From([3.0, 4])).Item().ShouldBe(double.NaN);
        Tensor.From([1.0, double.NaN]).CosineEmbeddingLoss(Tensor.From([1.0, 2]), Tensor.From([-1L], [])).Item().ShouldBe(double.NaN);
    }

    [Test]
    public void Weights_of_elements_scale_losses_and_do_not_divide_the_mean()
    {
        Tensor x = Tensor.From([0.2, 0.4, 0.6, 0.8], [2, 2]), t = Tensor.From([1.0, 0, 0, 1], [2, 2]), weight = Tensor.From([3.0, 0.5]);
        double[] plain = x.BinaryCrossEntropy(t, reduction: Reduction.None).ToArray<double>();
        double[] expected = [3 * plain[0], 0.5 * plain[1], 3 * plain[2], 0.5 * plain[3]];
        x.BinaryCrossEntropy(t, weight, Reduction.None).ToArray<double>().ShouldBe(expected, 1e-15);
        x.BinaryCrossEntropy(t, weight).Item().ShouldBe(expected.Average(), 1e-15);
        Tensor logits = (x / (1 - x)).Log();
        logits.BinaryCrossEntropyWithLogits(t, weight).Item().ShouldBe(expected.Average(), 1e-14);
        logits.BinaryCrossEntropyWithLogits(t, weight, weight, Reduction.None).ToArray<double>()
            .ShouldBe([9 * plain[0], 0.5 * plain[1], 3 * plain[2], 0.25 * plain[3]], 1e-14);
    }

    [Test]
    public void The_positive_weight_counts_for_positives_alone()
    {
        Tensor x = Tensor.From([0.3, -0.7]), ones = Tensor.Ones([2], DType.Float64), zeros = Tensor.Zeros([2], DType.Float64),
            weight = Tensor.From([2.0, 5]);
        double[] positive = x.BinaryCrossEntropyWithLogits(ones, reduction: Reduction.None).ToArray<double>();
        x.BinaryCrossEntropyWithLogits(ones, positiveWeight: weight, reduction: Reduction.None).ToArray<double>()
            .ShouldBe([2 * positive[0], 5 * positive[1]], 1e-15);
        x.BinaryCrossEntropyWithLogits(zeros, positiveWeight: weight).Item().ShouldBe(x.BinaryCrossEntropyWithLogits(zeros).Item(), 1e-15);
    }

    [Test]
    public void The_mean_over_samples_is_the_divergence_between_distributions()
    {
        Tensor wanted = OpSamples.Spread([3, 5], DType.Float64).Softmax(1),
            logs = OpSamples.Spread([3, 5], DType.Float64, phase: 1).LogSoftmax(1);
        double total = logs.KlDiv(wanted, reduction: Reduction.Sum).Item();
        logs.KlDiv(wanted, reduction: Reduction.BatchMean).Item().ShouldBe(total / 3, 1e-14);
        logs.KlDiv(wanted).Item().ShouldBe(total / 15, 1e-14);
        logs.KlDiv(wanted.Log(), logTarget: true, Reduction.BatchMean).Item().ShouldBe(total / 3, 1e-14);
        wanted.Log().KlDiv(wanted, reduction: Reduction.Sum).Item().ShouldBe(0, 1e-15);
        Should.Throw<ArgumentOutOfRangeException>(() =>
            logs.MseLoss(wanted, Reduction.BatchMean)).Message.ShouldContain("mse_loss: there is no reduction BatchMean");
    }

    [Test]
    public void An_impossible_class_that_is_not_wanted_costs_nothing()
    {
        Tensor logs = Tensor.From([double.NegativeInfinity, 0]);
        logs.KlDiv(Tensor.From([0.0, 1])).Item().ShouldBe(0);
        logs.KlDiv(Tensor.From([double.NegativeInfinity, 0]), logTarget: true).Item().ShouldBe(0);
        Gradients.Of(x => x.KlDiv(Tensor.From([0.0, 1]), reduction: Reduction.Sum), double.NegativeInfinity, 0).ShouldBe([0, -1]);
    }

    [Test]
    public void A_variance_below_the_limit_counts_as_the_limit_and_learns_as_if_it_were_there()
    {
        Tensor x = Tensor.From([0.0]), t = Tensor.From([1.0]);
        double atLimit = x.GaussianNllLoss(t, Tensor.From([0.1]), epsilon: 0.1).Item();
        x.GaussianNllLoss(t, Tensor.From([0.0]), epsilon: 0.1).Item().ShouldBe(atLimit);
        double slope = Gradients.Of(v => x.GaussianNllLoss(t, v, epsilon: 0.1), 0.1)[0];
        Gradients.Of(v => x.GaussianNllLoss(t, v, epsilon: 0.1), 0.01)[0].ShouldBe(slope, 1e-12);
        slope.ShouldBe(0.5 * (10 - 100), 1e-12);
    }

    [Test]
    public void One_variance_may_stand_for_the_last_axis()
    {
        Tensor x = OpSamples.Spread([2, 3], DType.Float64), t = OpSamples.Spread([2, 3], DType.Float64, phase: 1),
            variance = Tensor.From([0.5, 2]);
        double expected = x.GaussianNllLoss(t, variance.Reshape(2, 1).BroadcastTo([2, 3])).Item();
        x.GaussianNllLoss(t, variance).Item().ShouldBe(expected, 1e-15);
        Gradients.Of(v => x.GaussianNllLoss(t, v), variance).Length.ShouldBe(2);
    }

    [Test]
    public void A_margin_just_kept_has_the_slope_of_one_not_kept()
    {
        Gradients.Of(x => x.HingeEmbeddingLoss(Tensor.From([-1L, -1, -1]), reduction: Reduction.Sum), 0.5, 1, 1.5).ShouldBe([-1, -1, 0]);
        Gradients.Of(x => x.MarginRankingLoss(Tensor.From([0.0, 0, 0]), Tensor.From([1L, 1, 1]), 1, Reduction.Sum), 0.5, 1, 1.5)
            .ShouldBe([-1, -1, 0]);
    }

    [Test]
    public void Labels_may_be_whole_or_floating_point_numbers()
    {
        Tensor x = Tensor.From([0.5, 2]);
        x.SoftMarginLoss(Tensor.From([1.0, -1])).Item().ShouldBe(x.SoftMarginLoss(Tensor.From([1L, -1])).Item());
    }

    [Test]
    public void Equal_vectors_have_a_finite_slope_in_triplets_and_the_vector_0_in_pairs()
    {
        Tensor a = Tensor.From([1.0, 2]);
        Gradients.Of(x => x.TripletMarginLoss(a, a, epsilon: 0), a).ShouldBe([0, 0]);
        Gradients.Of(x => x.TripletMarginLoss(a, a, p: 3, epsilon: 0), a).ShouldBe([0, 0]);
        Tensor.Full([2], double.NaN, DType.Float64).TripletMarginLoss(a, a).Item().ShouldBe(double.NaN);
        Gradients.Of(x => x.CosineEmbeddingLoss(a, Tensor.From([1L], [])), 0, 0).ShouldAllBe(g => double.IsFinite(g));
        Tensor.Zeros([2], DType.Float64).CosineEmbeddingLoss(a, Tensor.From([1L], [])).Item().ShouldBe(1);
    }

    [Test]
    public void Swapping_takes_the_harder_negative()
    {
        Tensor anchor = Tensor.From([0.0, 0]), positive = Tensor.From([3.0, 0]), negative = Tensor.From([5.0, 0]);
        anchor.TripletMarginLoss(positive, negative).Item().ShouldBe(0);
        anchor.TripletMarginLoss(positive, negative, swap: true).Item().ShouldBe(2, 1e-5);
    }

    [Test]
    public void Right_classes_end_at_the_first_minus_one() =>
        Tensor.From([0.1, 0.2, 0.4, 0.8]).MultiLabelMarginLoss(Tensor.From([3L, 0, -1, 1])).Item().ShouldBe(0.85, 1e-15);

    [Test]
    public void Without_elements_the_mean_is_NaN_and_the_sum_0()
    {
        Tensor none = Tensor.Zeros([0, 3]), labels = OpSamples.Labels([0, 3]), ofRows = OpSamples.Labels([0]),
            classes = Tensor.From(Array.Empty<long>());
        Func<Reduction, Tensor>[] losses =
        [
            r => none.L1Loss(none, r), r => none.SmoothL1Loss(none, reduction: r), r => none.HuberLoss(none, reduction: r), r =>
                none.BinaryCrossEntropy(none, reduction: r),
            r => none.BinaryCrossEntropyWithLogits(none, reduction: r), r =>
                none.BinaryCrossEntropyWithLogits(none, Tensor.Ones([3]), reduction: r), r => none.KlDiv(none, reduction: r),
            r => none.SoftMarginLoss(labels, r), r => none.HingeEmbeddingLoss(labels, reduction: r), r =>
                none.MarginRankingLoss(none, labels, reduction: r),
            r => none.PoissonNllLoss(none, reduction: r), r => none.GaussianNllLoss(none, none, reduction: r), r =>
                none.TripletMarginLoss(none, none, reduction: r),
            r => none.CosineEmbeddingLoss(none, ofRows, reduction: r), r => none.MultiLabelMarginLoss(labels, r), r =>
                none.MultiMarginLoss(classes, reduction: r),
            r => none.CrossEntropy(none, reduction: r),
        ];
        foreach (Func<Reduction, Tensor> loss in losses)
        {
            loss(Reduction.Mean).Item().ShouldBe(double.NaN);
            loss(Reduction.Sum).Item().ShouldBe(0);
            loss(Reduction.None).Count.ShouldBe(0);
        }
    }
}
