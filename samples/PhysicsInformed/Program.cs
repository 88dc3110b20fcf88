using System.CommandLine;
using System.Globalization;
using Autograd.Core;
using SampleTools;

namespace PhysicsInformed;

/// <summary>The sample: a network becomes the solution of a differential equation, by its second derivative.</summary>
internal static class Program
{
    private const int Columns = 72, Checked = 1001;

    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        Setting<int> places = Setting.WholeNumber("--places", "At how many places the equation is to be satisfied", 64, 8, 10_000);
        Setting<int> steps = Setting.WholeNumber("--steps", "How many steps of L-BFGS it takes at most", 800, 1, 1_000_000);
        Setting<ulong> seed = Setting.Seed("the weights", 0);
        var command = new RootCommand(
            "A small network is to satisfy u'' = -pi^2 sin(pi x) between -1 and 1, where it is to be 0. It is told no other value of " +
            "the solution, learns by its own second derivative and L-BFGS, and is drawn beside the solution.")
        { places, steps, seed };
        return SampleProgram.Run(
            command, args, output, error,
            (result, session) => Solve(places.In(result), steps.In(result), seed.In(result), session, output));
    }

    private static void Solve(int places, int steps, ulong seed, Session session, TextWriter output)
    {
        var solver = new Solver(places, seed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{solver.WeightCount} weights: u″ = −π² sin(πx) is to hold at {places} places, u = 0 at both ends."));
        LivePicture.Show(output, solver.Steps(steps, session), Tell, () => Draw(solver), progress => progress.Step % 100 == 0);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The largest error at {Checked} places is {solver.LargestError(Checked):0.0e-0}."));
        output.WriteLine(FirstStep.Text());
    }

    private static string Tell(Progress progress) => string.Create(CultureInfo.InvariantCulture,
        $"step {progress.Step,4}: loss {progress.Loss:0.0e-0} after {progress.Evaluations,4} gradients");

    private static string Draw(Solver solver)
    {
        var plot = new TextPlot((Poisson.Low, Poisson.High), (-1.2, 1.2), Columns);
        Tensor places = Poisson.Places(Columns);
        double[] at = places.ToArray<double>();
        plot.Level(0);
        plot.Points(at.Zip(solver.Answer(places)), '○');
        plot.Points(at.Where((_, i) => i % 4 == 0).Select(x => (x, Poisson.Solution(x))), '●');
        return $"u(x): ○ the network, ● the solution sin(πx), of which it was told nothing\n{plot.Print("x")}";
    }
}
