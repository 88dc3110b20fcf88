using Autograd.Core;
using Autograd.Nn;
using RareDisease;

namespace Autograd.Tests.Samples;

public sealed class RecognitionTests
{
    private static readonly TensorDataset s_test = new(Tensor.Zeros([4, 21]), Tensor.From([0L, 0, 1, 2]));

    [Test]
    public void Measures_of_a_known_answer()
    {
        float log3 = MathF.Log(3);
        Tensor logits = Tensor.From([log3, 0, -1000, 0, log3, -1000, 1000, 1000 + log3, 0, 0, 0, log3 + log3], [4, 3]);
        Recognition recognition = Recognition.Of(logits, s_test);
        recognition.Accuracy.ShouldBe(0.75);
        recognition.Recalls.ShouldBe([0.5, 1, 1]);
        recognition.BalancedAccuracy.ShouldBe(2.5 / 3);
        recognition.ActualFrequencies.ShouldBe([0.5, 0.25, 0.25]);
        recognition.PredictedFrequencies[0].ShouldBe((0.75 + 0.25 + 0.25 + (1.0 / 11)) / 4, 1e-4);
        recognition.PredictedFrequencies[2].ShouldBe(9.0 / 11 / 4, 1e-6);
        recognition.PredictedFrequencies.Sum().ShouldBe(1, 1e-12);
        recognition.LargestGap.ShouldBe(recognition.PredictedFrequencies[1] - 0.25, 1e-12);
    }

    [Test]
    public void Costs_change_the_decision_and_not_the_probabilities()
    {
        Tensor logits = Tensor.From([2f, 1, 0, 2, 1, 0, 2, 1, 0, 2, 1, 0], [4, 3]);
        var costs = new CostMatrix(new double[,] { { 0, 1, 1 }, { 9, 0, 9 }, { 1, 1, 0 } });
        Recognition likeliest = Recognition.Of(logits, s_test), byCost = Recognition.Of(logits, s_test, costs);
        likeliest.Recalls.ShouldBe([1, 0, 0]);
        byCost.Recalls.ShouldBe([0, 1, 0]);
        byCost.PredictedFrequencies.ShouldBe(likeliest.PredictedFrequencies);
    }
}
