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
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        Setting<ulong> seed = Setting.Seed("the first network; the others follow", 1);
        Setting<int> seeds = Setting.WholeNumber("--seeds", "How many networks of each kind there are", 20, 1, 1000);
        Setting<int> depth = Setting.WholeNumber("--depth", "How many layers they have", 12, 1, 100);
        Setting<int> steps = Setting.WholeNumber("--steps", "How many steps each is trained", 300, 1, 100_000);
        var command = new RootCommand(
            "Makes networks that are two units wide and very deep, of several kinds and seeds, shows how much gradient reaches each " +
            "layer before training, and what they learn. With --checkpoint the networks that are done are kept; the others begin anew.")
        { seeds, depth, steps, seed };
        return SampleProgram.Run(command, args, output, error,
            (result, session) => Compare(seed.In(result), seeds.In(result), depth.In(result), steps.In(result), session, output));
    }

    private static void Compare(ulong seed, int seeds, int depth, int steps, Session session, TextWriter output)
    {
        Outcome[] outcomes = ProgressBars.Follow(output, [.. Kind.All.Select(kind => kind.Name)], [.. Kind.All.Select(_ => (long)seeds)],
            advance => Kind.All
                .Select((kind, bar) => Outcome.Of(kind, depth, seeds, seed, steps, session, () => advance(bar))).ToArray());

        IAnsiConsole screen = SampleProgram.Screen(output);
        screen.WriteLine("The gradient by the weights and biases of each layer before training, median");
        screen.WriteLine("of the networks, on a logarithmic scale from 1e-12 to 1:");
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
