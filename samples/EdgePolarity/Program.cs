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
    internal static int Run(string[] args, TextWriter output, TextWriter error) => SampleProgram.Run(() => Compare(args, output), error);

    private static void Compare(string[] args, TextWriter output)
    {
        const int usualSeed = 1, usualEpochs = 80;
        Option<int> seedOption = Setting.WholeNumber("--seed", "The seed of signals, filter and batches", usualSeed, 0, int.MaxValue);
        Option<int> epochsOption = Setting.WholeNumber("--epochs", "How often the detector sees every window", usualEpochs, 1, 10_000);
        var command = new RootCommand(
            "Trains an edge detector, one filter with a PReLU of one slope, on signals whose edges rise or fall at random: once to " +
                "answer the " +
            "edge's height whatever its polarity, once its signed height.")
        { seedOption, epochsOption };
        if (Setting.Read(command, args, output) is not { } result)
        {
            return;
        }

        ulong seed = (ulong)Setting.Number(result, seedOption, usualSeed);
        int epochs = Setting.Number(result, epochsOption, usualEpochs);
        Detector magnitude = new(seed), signed = new(seed);
        double[] magnitudeSlopes = magnitude.Train(Target.Magnitude, epochs, seed),
            signedSlopes = signed.Train(Target.Signed, epochs, seed);

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
            .AddColumns("target", "slope at the start", "slope learned", "loss", "what the target asks for")
            .AddRow("|h|, whatever the polarity", Show(magnitudeSlopes[0]), Show(magnitude.Slope), Show(magnitude.Loss),
                "-1: full rectification, the absolute value")
            .AddRow("h, with its sign", Show(signedSlopes[0]), Show(signed.Slope), Show(signed.Loss), "1: no nonlinearity at all"));
        screen.WriteLine(FirstStep.Text());
    }

    private static string Show(double number) => number.ToString("F4", CultureInfo.InvariantCulture);
}
