using Autograd.Data;
using TabularClassifier;

namespace Autograd.Tests.Samples;

/// <summary>Whether a model beats what it must, as far as so many rows can show.</summary>
public sealed class TabularClassifierVerdictTests
{
    [TestCase(0.9, 0.9, 0.5, "no difference")]
    [TestCase(0.9, 0.5, 0.5, "beaten")]
    [TestCase(0.5, 0.9, 0.5, "NOT beaten")]
    [TestCase(0.9, 0.85, 0.5, "no difference")]
    [TestCase(0.9, 0.9, 0.48, "no difference")]
    [TestCase(0.9, 0.9, 0.1, "beaten")]
    [TestCase(0.9, 0.9, 0.9, "NOT beaten")]
    [TestCase(0.5, 0.9, 0.1, "mixed")]
    [TestCase(0.9, 0.5, 0.9, "mixed")]
    public void A_verdict_heeds_score_and_loss_and_how_few_rows_there_are(double model, double other, double wrong, string expected)
    {
        // Which class is named is given apart from the probabilities, of which the class that is wrong has the one given.
        TabularEvaluation Of(double recall, double wrong = 0.5) => TabularEvaluation.OfClasses(
            ["a", "b"], [.. Enumerable.Range(0, 40).Select(i => i < 20 ? new[] { 1 - wrong, wrong } : [wrong, 1 - wrong])],
            [.. Enumerable.Range(0, 40).Select(i => i % 20 < 20 * recall ? i / 20 : 1 - (i / 20))],
            [.. Enumerable.Range(0, 40).Select(i => i / 20)]);
        var baselines = new Baselines(Of(model, wrong), Of(0.5), Of(other));
        baselines.Verdict(Of(other)).ShouldBe(expected);
        baselines.StandardError.ShouldBe(Math.Max(Error(model), Error(other)), 1e-9);
        static double Error(double recall) => Math.Sqrt(((20 * recall) + 1) * (21 - (20 * recall)) / (22 * 22 * 23) / 2);
    }

    [TestCase(0)]
    [TestCase(2)]
    public void Two_rows_of_a_class_say_little_of_it(int found)
    {
        // Of 400 rows 2 fail; the model finds as many of them, and is wrong with a fifth of the others.
        TabularEvaluation Of(int found, int wrong) => TabularEvaluation.OfClasses(["good", "failure"],
            [.. Enumerable.Repeat(new[] { 0.99, 0.01 }, 400)],
            [.. Enumerable.Range(0, 400).Select(i => i < 2 ? i < found ? 1 : 0 : i < 2 + wrong ? 1 : 0)],
            [.. Enumerable.Range(0, 400).Select(i => i < 2 ? 1 : 0)]);
        var baselines = new Baselines(Of(found, 60), Of(0, 0), Of(found, 20));
        baselines.StandardError.ShouldBeInRange(0.09, 0.13);
        baselines.Verdict(baselines.Majority).ShouldBe(found == 0 ? "no difference" : "beaten");
        baselines.Verdict(baselines.Linear).ShouldBe("no difference");
    }
}
