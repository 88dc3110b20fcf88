using Autograd.Data;
using Autograd.Tests.Nn.Serialization;
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

    [Test]
    public void Bars_of_importance_are_long_where_a_column_matters_and_a_line_says_where_none_does()
    {
        TabularEvaluation test = TabularEvaluation.OfClasses(["a", "b"], [[1, 0], [0, 1]], [0, 1], [0, 1]);
        string Shown(params ColumnImportance[] importance)
        {
            using StringWriter output = new() { NewLine = "\n" };
            new Report(output).Show(importance, test);
            return output.ToString();
        }

        string Bar(int length) => $"  {new string('█', length)}\n";
        const string none = "  No column matters more by itself than chance would show: ";
        Shown(new("x", 0.4, 0.05), new("y", 0.1, 0.05)).ShouldSatisfyAllConditions(
            text => text.ShouldContain(Bar(20)), text => text.ShouldContain(Bar(5)), text => text.ShouldNotContain(none));
        Shown(new("x", 0.051, 0.048), new("y", -0.003, 0.052)).ShouldSatisfyAllConditions(
            text => text.ShouldContain(Bar(10)), text => text.ShouldContain(none));
        Shown(new ColumnImportance("x", 0.001, 0.0001)).ShouldSatisfyAllConditions(
            text => text.ShouldNotContain("█"), text => text.ShouldContain(none));
    }

    [Test]
    public void A_linear_model_is_had_by_asking_for_no_hidden_layers()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("t"), TabularClassifierRun.Good());
        TabularClassifierRun.Succeed("train", folder.File("t"), "--target", "kind", "--hidden", "none", "--out", folder.File("m"));
        ((TabularNetwork)TabularPredictor.Load(folder.File("m")).Networks.Members[0]).Layers.Count.ShouldBe(1);
    }
}
