using System.CommandLine;
using System.Globalization;
using SampleTools;
using Spectre.Console;

namespace EdgePolarity;

/// <summary>The sample: a PReLU finds out by itself that an edge counts whatever its polarity.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        Setting<ulong> seed = Setting.Seed("signals, filter and batches", 1);
        Setting<int> epochs = Setting.WholeNumber("--epochs", "How often the detector sees every window", 80, 1, 10_000);
        var command = new RootCommand(
            "Trains an edge detector, one filter with a PReLU of one slope, on signals whose edges rise or fall at random: once to " +
            "answer the edge's height whatever its polarity, once its signed height.")
        { epochs, seed };
        return SampleProgram.Run(command, args, output, error,
            (result, session) => Compare(seed.In(result), epochs.In(result), session, output));
    }

    private static void Compare(ulong seed, int epochs, Session session, TextWriter output)
    {
        Detector magnitude = new(seed), signed = new(seed);
        double[] magnitudeSlopes = magnitude.Train(Target.Magnitude, epochs, seed, session),
            signedSlopes = signed.Train(Target.Signed, epochs, seed, session);

        IAnsiConsole screen = SampleProgram.Screen(output);
        var plot = new TextPlot((0, epochs), (-1.2, 1.2));
        plot.Level(1);
        plot.Level(0);
        plot.Level(-1);
        plot.Points(signedSlopes.Select((slope, epoch) => ((double)epoch, slope)), '○');
        plot.Points(magnitudeSlopes.Select((slope, epoch) => ((double)epoch, slope)), '●');
        screen.WriteLine("The slope of the PReLU's negative side: ● target |h|, ○ target h");
        screen.WriteLine(plot.Print("epochs"));
        screen.Write(new Table()
            .AddColumns("target", "slope learned", "loss", "slope it asks for")
            .AddRow("|h|, of either polarity", Show(magnitude.Slope), Show(magnitude.Loss), "-1: full rectification")
            .AddRow("h, with its sign", Show(signed.Slope), Show(signed.Loss), "1: no nonlinearity"));
        screen.WriteLine(FirstStep.Text());
    }

    private static string Show(double number) => number.ToString("F4", CultureInfo.InvariantCulture);
}
