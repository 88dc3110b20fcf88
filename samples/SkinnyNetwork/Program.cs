using System.CommandLine;
using System.Globalization;
using SampleTools;
using Spectre.Console;

namespace SkinnyNetwork;

/// <summary>The sample: what becomes of gradients in networks that are two units wide and a dozen layers deep.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error) => SampleProgram.Run(() => Compare(args, output), error);

    private static void Compare(string[] args, TextWriter output)
    {
        const int usualSeed = 1, usualSeeds = 20, usualDepth = 12, usualSteps = 300;
        Option<int> seedOption = Setting.WholeNumber("--seed", "The seed of the first network", usualSeed, 0, int.MaxValue);
        Option<int> seedsOption = Setting.WholeNumber("--seeds", "How many networks of each kind there are", usualSeeds, 1, 1000);
        Option<int> depthOption = Setting.WholeNumber("--depth", "How many layers they have", usualDepth, 1, 100);
        Option<int> stepsOption = Setting.WholeNumber("--steps", "How many steps each is trained", usualSteps, 1, 100_000);
        var command = new RootCommand(
            "Makes networks that are two units wide and very deep, of several kinds and seeds, shows how much gradient reaches each " +
            "layer before training, and what they learn.")
        { seedOption, seedsOption, depthOption, stepsOption };
        if (Setting.Read(command, args, output) is not { } result)
        {
            return;
        }

        ulong seed = (ulong)Setting.Number(result, seedOption, usualSeed);
        int seeds = Setting.Number(result, seedsOption, usualSeeds), depth = Setting.Number(result, depthOption, usualDepth),
            steps = Setting.Number(result, stepsOption, usualSteps);
        Outcome[] outcomes = ProgressBars.Follow(output, [.. Kind.All.Select(kind => kind.Name)], [.. Kind.All.Select(_ => (long)seeds)],
            advance => Kind.All.Select((kind, bar) => Outcome.Of(kind, depth, seeds, seed, steps, () => advance(bar))).ToArray());

        IAnsiConsole screen = SampleProgram.Screen(output);
        screen.WriteLine("The gradient by the weights of each layer before training, median of the");
        screen.WriteLine("networks, on a logarithmic scale from 1e-12 to 1:");
        screen.WriteLine();
        screen.WriteLine(Bars.Draw(outcomes));
        Table table = new Table().AddColumns("kind", "units dead", "networks dead", "loss reached");
        foreach (Outcome outcome in outcomes)
        {
            table.AddRow(outcome.Kind.Name, Share(outcome.DeadUnits), Share(outcome.DeadNetworks),
                outcome.Loss.ToString("F3", CultureInfo.InvariantCulture));
        }

        screen.Write(table);
        screen.WriteLine("Dead is what says the same of every point; a loss of 1 is that of saying the");
        screen.WriteLine("mean.");
        screen.WriteLine(FirstStep.Text());
    }

    private static string Share(double share) => share.ToString("P0", CultureInfo.InvariantCulture);
}
