using Autograd.Nn;
using SampleTools;
using Spirals;

namespace Autograd.Tests.Samples;

public sealed class SpiralsTests
{
    [Test]
    public void The_spirals_are_told_apart([Values(0, 1)] int seed)
    {
        EpochReport last = new Learner(SpiralPoints.Make(200, (ulong)seed), (ulong)seed).Epochs(120, new Session()).Last();

        last.Epoch.ShouldBe(120);
        last.LearningRate.ShouldBeLessThan(1e-5);
        last.Validation.ShouldNotBeNull()[Metric.Accuracy].ShouldBeGreaterThan(0.95);
    }

    [Test]
    public void A_seed_gives_the_same_losses_and_the_same_picture_to_the_bit()
    {
        (double[] Losses, string Picture) Learn(ulong seed)
        {
            var learner = new Learner(SpiralPoints.Make(30, seed), seed);
            return ([.. learner.Epochs(3, new Session()).Select(epoch => epoch.Loss)], learner.Map.Draw());
        }

        (double[] losses, string picture) = Learn(3);
        Learn(3).Losses.ShouldBe(losses);
        Learn(3).Picture.ShouldBe(picture);
        Learn(4).Losses.ShouldNotBe(losses);
    }

    [Test]
    public void Points_are_as_many_of_each_spiral_and_half_a_turn_apart()
    {
        TensorDataset points = SpiralPoints.Make(500, seed: 2);
        points.ClassCounts().ShouldBe([500, 500]);
        float[] at = points.Inputs.ToArray<float>();
        for (int i = 0; i < points.Count; i++)
        {
            // Back along its spiral by as much as the distance from the middle says, every point is on one half of a line.
            double radius = Math.Sqrt((at[2 * i] * at[2 * i]) + (at[(2 * i) + 1] * at[(2 * i) + 1]));
            double angle = Math.Atan2(at[(2 * i) + 1], at[2 * i]) - (2 * Math.PI * 1.75 * radius);
            if (radius > 0.3)
            {
                Math.Sign(Math.Cos(angle)).ShouldBe(points.Labels[i] == 0 ? 1 : -1);
            }
        }
    }

    [Test]
    public void A_run_elsewhere_than_on_a_terminal_tells_lines_and_draws_once()
    {
        using StringWriter output = new(), error = new();
        Spirals.Program.Run(["--points", "40", "--epochs", "20", "--seed", "2"], output, error).ShouldBe(0);

        error.ToString().ShouldBeEmpty();
        string text = output.ToString();
        text.ShouldContain("weights learn from 60 points; 20 others are for the test.");
        text.Split('\n').Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)).ShouldBeInRange(8, 11);
        text.ShouldContain("epoch   20: loss ");
        foreach (char mark in "○●░")
        {
            text.ShouldContain(mark);
        }
    }

    [TestCase("--points 7", "--points: expected a whole number from 8 to 100000, found '7'")]
    [TestCase("--epochs 0", "--epochs: expected a whole number from 1 to 100000, found '0'")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected)
    {
        using StringWriter output = new(), error = new();
        Spirals.Program.Run(commandLine.Split(' '), output, error).ShouldBe(1);

        output.ToString().ShouldBeEmpty();
        error.ToString().ShouldStartWith(expected);
        error.ToString().TrimEnd().ShouldNotContain('\n');
    }
}
