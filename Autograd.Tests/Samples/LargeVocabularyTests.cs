using Autograd.Core;
using Autograd.Nn;
using LargeVocabulary;
using SampleTools;
using Trainer = LargeVocabulary.Trainer;
using TrainingResult = LargeVocabulary.TrainingResult;

namespace Autograd.Tests.Samples;

public sealed class LargeVocabularyTests
{
    [TestCase("--bad", "'--bad'")]
    [TestCase("--classes 99", "--classes: expected a whole number from 100 to 10000000, found '99'")]
    [TestCase("--classes many", "found 'many'")]
    [TestCase("--features 1", "--features: expected a whole number from 2 to 4096, found '1'")]
    [TestCase("--batch 0", "--batch: expected a whole number from 1 to 65536, found '0'")]
    [TestCase("--steps", "'--steps'")]
    [TestCase("--seed -1", "--seed: expected a whole number from 0 to")]
    [TestCase("--learning-rate 0", "--learning-rate: expected a positive number, found '0'")]
    [TestCase("--train some", "--train: expected adaptive, full or both, found 'some'")]
    [TestCase("--cutoffs 1;2", "--cutoffs: expected whole numbers such as 2000,20000, found '1;2'")]
    [TestCase("--cutoffs 20,10", "cutoff 1 is 10 after 20; expected increasing numbers")]
    [TestCase("--cutoffs 100000", "cutoff 0 is 100000 of 100000 classes; expected at most 99999")]
    [TestCase("--classes 10000000", "try smaller ones or --train adaptive")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected)
    {
        (int code, string output, string error) = Run(commandLine.Split(' '));
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error.ShouldEndWith(Environment.NewLine);
        error[..^Environment.NewLine.Length].ShouldNotContain('\n');
        error.ShouldContain(expected);
    }

    [Test]
    public void Help_lists_the_options()
    {
        (int code, string output, string error) = Run("--help");
        code.ShouldBe(0);
        error.ShouldBeEmpty();
        string[] options = ["--classes", "--features", "--batch", "--steps", "--learning-rate", "--cutoffs", "--seed", "--train"];
        foreach (string option in options)
        {
            output.ShouldContain(option);
        }
    }

    [Test]
    public void A_run_shows_plain_lines_of_both()
    {
        (int code, string output, string error) =
            Run("--classes", "500", "--features", "8", "--batch", "32", "--steps", "70", "--seed", "3");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldNotContain('\u001b');
        string[] parts =
            ["500 classes", "of cluster 2", "│ adaptive softmax │ full softmax │", "Loss over the steps",
                "of the time of the full one"];
        foreach (string part in parts)
        {
            output.ShouldContain(part);
        }

        Run("--classes", "500", "--steps", "1", "--train", "adaptive").Output.ShouldNotContain("full softmax ");
    }

    [Test]
    public void Training_that_diverges_stops_with_a_line()
    {
        (int code, _, string error) = Run("--classes", "500", "--steps", "5", "--learning-rate", "1e38");
        code.ShouldBe(1);
        error.ShouldContain("try a smaller --learning-rate");
    }

    [Test]
    public void Both_learn_and_the_adaptive_one_takes_less_memory()
    {
        var options = new Options { Classes = 10_000, Features = 16, Batch = 64, Steps = 60 };
        var trainer = new Trainer(options, new Session());
        var order = FrequencyOrder.FromLabels(new Vocabulary(10_000, 16, 0).Labels(20_000), 10_000);
        int steps = 0;
        TrainingResult adaptive = trainer.Run(() => new AdaptiveContender(16, order, options.ActualCutoffs), () => steps++);
        TrainingResult full = trainer.Run(() => new FullContender(16, 10_000), () => steps++);
        steps.ShouldBe(120);
        adaptive.Losses[^10..].Average().ShouldBeLessThan(adaptive.Losses[..5].Average() - 1);
        full.Losses[^10..].Average().ShouldBeLessThan(full.Losses[..5].Average() - 1);
        adaptive.Accuracy.ShouldBeGreaterThan(0.1);
        full.Accuracy.ShouldBeGreaterThan(0.1);
        adaptive.Allocated.ShouldBeLessThan(full.Allocated / 2);
        trainer.Run(() => new AdaptiveContender(16, order, options.ActualCutoffs), () => { }).Losses.ShouldBe(adaptive.Losses);
    }

    [Test]
    public void Frequencies_follow_Zipfs_law_under_shuffled_labels()
    {
        long[] counts = [.. Counts(new Vocabulary(100, 4, 7).Labels(100_000), 100).OrderDescending()];
        double all = Enumerable.Range(1, 100).Sum(rank => 1.0 / rank);
        foreach (int rank in new[] { 1, 2, 5, 20 })
        {
            double expected = 100_000 / (rank * all);
            ((double)counts[rank - 1]).ShouldBe(expected, 5 * Math.Sqrt(expected));
        }

        (Tensor features, Tensor labels) = new Vocabulary(100, 4, 7).Batch(5);
        features.Slice(1, ..1).ToArray<float>().ShouldAllBe(one => one == 1);
        labels.ElementsEqual(new Vocabulary(100, 4, 7).Batch(5).Labels).ShouldBeTrue();
    }

    [Test]
    public void A_sparkline_goes_from_low_to_high()
    {
        Sparkline.Draw([0, 1, 2, 3, 4, 5, 6, 7], 0, 7, 60).ShouldBe("▁▂▃▄▅▆▇█");
        Sparkline.Draw([0, 0, 7, 7], 0, 7, 2).ShouldBe("▁█");
        Sparkline.Draw([3], 3, 3, 9).ShouldBe("▁");
    }

    private static long[] Counts(long[] labels, int classes)
    {
        long[] counts = new long[classes];
        foreach (long label in labels)
        {
            counts[label]++;
        }

        return counts;
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        return (Program.Run(args, output, error), output.ToString(), error.ToString());
    }
}
