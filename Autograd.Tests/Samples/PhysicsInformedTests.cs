using Autograd.Core;
using PhysicsInformed;
using SampleTools;

namespace Autograd.Tests.Samples;

public sealed class PhysicsInformedTests
{
    [Test]
    public void The_network_becomes_the_solution_to_1e_4()
    {
        var solver = new Solver(places: 64, seed: 1);
        solver.LargestError(101).ShouldBeGreaterThan(0.1);
        PhysicsInformed.Progress last = solver.Steps(800, new Session()).Last();

        solver.LargestError(1001).ShouldBeLessThan(1e-4);
        last.Loss.ShouldBeLessThan(1e-3);
        last.Evaluations.ShouldBeGreaterThanOrEqualTo(last.Step);
    }

    [Test]
    public void A_step_never_makes_the_loss_larger_and_a_seed_gives_the_same_to_the_bit()
    {
        double[] Losses(ulong seed) => [.. new Solver(16, seed).Steps(20, new Session()).Select(progress => progress.Loss)];

        double[] losses = Losses(3);
        losses.ShouldBe(losses.OrderDescending());
        Losses(3).ShouldBe(losses);
        Losses(4).ShouldNotBe(losses);
    }

    [Test]
    public void The_source_is_the_second_derivative_of_the_solution()
    {
        const double h = 1e-4;
        Tensor places = Poisson.Places(21);
        double[] x = places.ToArray<double>(), source = Poisson.Source(places).ToArray<double>();
        for (int i = 0; i < x.Length; i++)
        {
            double before = Poisson.Solution(x[i] - h), here = Poisson.Solution(x[i]), after = Poisson.Solution(x[i] + h);
            source[i].ShouldBe((before - (2 * here) + after) / (h * h), 1e-5);
        }

        (x[0], x[^1]).ShouldBe((-1, 1));
        Poisson.Solution(-1).ShouldBe(0, 1e-15);
    }

    [Test]
    public void A_run_tells_lines_and_draws_the_network_beside_the_solution()
    {
        using StringWriter output = new(), error = new();
        PhysicsInformed.Program.Run(["--places", "16", "--steps", "5", "--seed", "2"], output, error).ShouldBe(0);

        error.ToString().ShouldBeEmpty();
        foreach (string part in new[] { "at 16 places", "step    5: loss ", "○", "●", "The largest error at 1001 places is " })
        {
            output.ToString().ShouldContain(part);
        }
    }

    [TestCase("--places 7", "--places: expected a whole number from 8 to 10000, found '7'")]
    [TestCase("--steps 0", "--steps: expected a whole number from 1 to 1000000, found '0'")]
    public void Bad_input_is_one_line_and_exit_code_1(string commandLine, string expected)
    {
        using StringWriter output = new(), error = new();
        PhysicsInformed.Program.Run(commandLine.Split(' '), output, error).ShouldBe(1);

        output.ToString().ShouldBeEmpty();
        error.ToString().ShouldStartWith(expected);
        error.ToString().TrimEnd().ShouldNotContain('\n');
    }
}
