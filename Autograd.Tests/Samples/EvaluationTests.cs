using Autograd.Core;
using RareDisease;

namespace Autograd.Tests.Samples;

public sealed class EvaluationTests
{
    private static readonly RareDisease.Samples s_test = new(new float[4 * 21], [0, 0, 1, 2]);

    [Test]
    public void Measures_of_a_known_answer()
    {
        float log3 = MathF.Log(3);
        Tensor logits = Tensor.From([log3, 0, -1000, 0, log3, -1000, 1000, 1000 + log3, 0, 0, 0, log3 + log3], [4, 3]);
        Evaluation evaluation = Evaluation.Of(logits, s_test);
        evaluation.Accuracy.ShouldBe(0.75);
        evaluation.Recalls.ShouldBe([0.5, 1, 1]);
        evaluation.BalancedAccuracy.ShouldBe(2.5 / 3);
        evaluation.ActualFrequencies.ShouldBe([0.5, 0.25, 0.25]);
        evaluation.PredictedFrequencies[0].ShouldBe((0.75 + 0.25 + 0.25 + (1.0 / 11)) / 4, 1e-4);
        evaluation.PredictedFrequencies[2].ShouldBe(9.0 / 11 / 4, 1e-6);
        evaluation.PredictedFrequencies.Sum().ShouldBe(1, 1e-12);
        evaluation.LargestGap.ShouldBe(evaluation.PredictedFrequencies[1] - 0.25, 1e-12);
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void A_logit_that_is_not_finite_is_never_taken_for_an_answer(float bad)
    {
        Tensor logits = Tensor.From([0, 0, 0, 0, 0, bad, 0, 0, 0, 0, 0, 0], [4, 3]);
        Should.Throw<ArgumentException>(() => Evaluation.Of(logits, s_test)).Message.ShouldContain("logit of class 2 for patient 1");
    }
}
