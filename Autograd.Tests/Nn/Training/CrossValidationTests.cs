using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Training;

public sealed class CrossValidationTests
{
    private static readonly TensorDataset s_data = SmallTraining.Clouds;

    [Test]
    public void Every_sample_is_validated_once_by_who_was_not_trained_on_it()
    {
        var data = new TensorDataset(Tensor.Arange(0, 20).Reshape(20, 1), Tensor.Arange(0, 20));
        float[]?[] seen = new float[5][];
        CrossValidationResult<double> result = CrossValidation.Run(data, folds: 5, seed: 3, (train, validation) =>
        {
            float[] held = validation.Targets.ToArray<float>();
            held.Concat(train.Targets.ToArray<float>()).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => (float)i));
            return held.Sum();
        });

        result.Folds.Select(row => row.Option).ShouldBe([1, 2, 3, 4, 5]);
        result.Folds.Results.Sum().ShouldBe(190);
        result.Folds.Results.ShouldBe(data.Folds(5, 3).Select(fold => (double)fold.Validation.Targets.ToArray<float>().Sum()));
    }

    [Test]
    public void Classes_are_spread_evenly_unless_it_is_otherwise_wished()
    {
        long[] labels = [.. Enumerable.Repeat(0L, 8), .. Enumerable.Repeat(1L, 4)];
        var data = new TensorDataset(Tensor.Zeros([12, 1]), Tensor.From(labels));
        static double Second(TensorDataset train, TensorDataset validation) => validation.ClassCounts(2)[1];

        CrossValidation.Run(data, 4, 1, Second).Folds.Results.ShouldBe([1.0, 1, 1, 1]);
        CrossValidation.Run(data, 4, 1, Second, stratified: false).Folds.Results
            .ShouldBe(data.Folds(4, 1).Select(fold => (double)fold.Validation.ClassCounts(2)[1]));
        Should.Throw<ArgumentException>(() => CrossValidation.Run(data, 5, 1, Second)).Message.ShouldContain("class 1");
        Should.Throw<ArgumentOutOfRangeException>(() => CrossValidation.Run(data, 1, 1, Second));
        Should.Throw<ArgumentOutOfRangeException>(() => CrossValidation.Run(data, 13, 1, Second, stratified: false));
    }

    [Test]
    public void Mean_and_deviation_are_those_of_the_folds()
    {
        double[] scores = [0.5, 0.75, 1];
        int next = -1;
        using var limit = new ThreadLimit(1);
        CrossValidationResult<double> result =
            CrossValidation.Run(s_data, 3, 1, (_, _) => scores[++next]);

        result.Mean.ShouldBe(0.75);
        result.Deviation.ShouldBe(0.25, 1e-15);
        result.Of(score => 2 * score).ShouldBe((1.5, 0.5));
        Cultures.All.ShouldAllBe(culture => Cultures.Under(culture, result.ToString).EndsWith("\nscore 0.75 ± 0.25"));
    }

    [TestCase(1)]
    [TestCase(2)]
    public void A_fold_has_the_bits_it_has_alone(int threads)
    {
        static double Loss(TensorDataset train, TensorDataset validation)
        {
            Sequential model = SmallTraining.Classifier(5, train);
            model.Eval();
            return model.Forward(validation.Inputs).CrossEntropy(validation.Targets).Item();
        }

        using var limit = new ThreadLimit(threads);
        CrossValidation.Run(s_data, 4, 1, Loss).Folds.Results
            .ShouldBe(s_data.Folds(4, 1, stratified: true).Select(fold => Loss(fold.Train, fold.Validation)));
    }

    [Test]
    public void A_fold_that_fails_or_is_cancelled_leaves_no_mean_and_the_others_as_they_are()
    {
        using var limit = new ThreadLimit(1);
        using var cancellation = new CancellationTokenSource();
        int begun = 0;
        CrossValidationResult<double> failed = CrossValidation.Run(
            s_data, 3, 1, (_, _) => ++begun == 2 ? throw new InvalidTimeZoneException() : begun);
        (failed.Mean, failed.Deviation).ShouldBe((double.NaN, double.NaN));
        failed.Folds.Results.ShouldBe([1.0, 3]);
        failed.Folds[1].Error.ShouldBeOfType<InvalidTimeZoneException>();

        CrossValidationResult<double> cancelled = CrossValidation.Run(
            s_data, 3, 1, (_, _) =>
            {
                cancellation.Cancel();
                return 1;
            }, cancellationToken: cancellation.Token);
        cancelled.Folds.IsCancelled.ShouldBeTrue();
        cancelled.Mean.ShouldBe(double.NaN);
    }
}
