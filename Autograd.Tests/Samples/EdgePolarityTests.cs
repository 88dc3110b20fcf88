using EdgePolarity;
using SampleTools;

namespace Autograd.Tests.Samples;

public sealed class EdgePolarityTests
{
    [Test]
    public void The_slope_becomes_that_of_full_rectification_where_polarity_does_not_count([Range(0, 4)] int seed)
    {
        double[] slopes = new Detector((ulong)seed).Train(Target.Magnitude, epochs: 80, (ulong)seed, new Session());

        slopes[0].ShouldBe(0.25);
        slopes[^1].ShouldBe(-1, 0.1);
    }

    [Test]
    public void The_slope_becomes_that_of_a_line_where_polarity_counts([Range(0, 4)] int seed)
    {
        double[] slopes = new Detector((ulong)seed).Train(Target.Signed, epochs: 80, (ulong)seed, new Session());

        slopes[0].ShouldBe(0.25);
        slopes[^1].ShouldBe(1, 0.1);
    }

    [Test]
    public void A_seed_gives_the_same_slopes_to_the_bit()
    {
        double[] Slopes() => new Detector(7).Train(Target.Magnitude, epochs: 3, seed: 7, new Session());

        Slopes().ShouldBe(Slopes());
    }

    [Test]
    public void Targets_are_heights_and_their_magnitudes()
    {
        float[] signed = Signals.Make(Target.Signed, seed: 1).Targets.ToArray<float>();

        Signals.Make(Target.Magnitude, seed: 1).Targets.ToArray<float>().ShouldBe(signed.Select(Math.Abs));
        signed.Count(height => height > 0.4f).ShouldBeGreaterThan(100);
        signed.Count(height => height < -0.4f).ShouldBeGreaterThan(100);
    }

    [Test]
    public void A_run_draws_the_slopes()
    {
        (int code, string output, string error) = Run("--epochs", "3", "--seed", "2");

        (code, error).ShouldBe((0, ""));
        output.ShouldContain("●");
        output.ShouldContain("full rectification");
        output.ShouldNotContain('\u001b');
    }

    [Test]
    public void Help_lists_the_options()
    {
        (int code, string output, string error) = Run("--help");

        (code, error).ShouldBe((0, ""));
        output.ShouldContain("--seed");
        output.ShouldContain("--epochs");
    }

    [TestCase("--epochs 0", "--epochs: expected a whole number from 1 to 10000, found '0'")]
    [TestCase("--seed -1", "--seed: expected a whole number from 0 to 2147483647, found '-1'")]
    [TestCase("--bad", "'--bad'")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected)
    {
        (int code, string output, string error) = Run(commandLine.Split(' '));

        (code, output).ShouldBe((1, ""));
        error.ShouldContain(expected);
        error.TrimEnd().ShouldNotContain('\n');
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        return (EdgePolarity.Program.Run(args, output, error), output.ToString(), error.ToString());
    }
}
