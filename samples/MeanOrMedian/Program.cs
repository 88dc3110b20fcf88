using System.CommandLine;
using System.Globalization;
using Autograd.Nn;
using SampleTools;
using Spectre.Console;

namespace MeanOrMedian;

/// <summary>The sample: where several answers are right, the squared error learns their mean, the absolute error their median.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        Setting<ulong> seed = Setting.Seed("pictures, weights and batches", 0);
        Setting<int> epochs = Setting.WholeNumber("--epochs", "How often the networks see every place", 40, 1, 10_000);
        Setting<string?> svg = Setting.FilePath("--svg", "Draw the answers to this file, too");
        var command = new RootCommand(
            "Pictures of one line have an edge that is now here, now there. One network learns them by the squared error, another one by " +
            "the absolute error: the mean of all pictures, which is blurred, and their median, which is sharp.")
        { epochs, svg, seed };
        return SampleProgram.Run(
            command, args, output, error,
            (result, session) => Compare(seed.In(result), epochs.In(result), svg.In(result), session, output));
    }

    private static void Compare(ulong seed, int epochs, string? file, Session session, TextWriter output)
    {
        if (file is not null)
        {
            Picture.ExpectWritable(file);
        }

        TensorDataset pictures = Edges.Make(seed);
        Painter byL2 = new(new MseLoss(), seed), byL1 = new(new L1Loss(), seed);
        byL2.Train(pictures, epochs, seed, session, "L2");
        byL1.Train(pictures, epochs, seed, session, "L1");
        Show(SampleProgram.Screen(output), byL2, byL1);
        if (file is not null)
        {
            double[] places = [.. Enumerable.Range(0, 201).Select(i => i / 200.0)];
            Picture.Write(
                file, places,
                ("mean", "#8c959f", "2 4", [.. places.Select(Edges.Mean)]), ("median", "#57606a", "7 4", [.. places.Select(Edges.Median)]),
                ("learned by L2", "#1f6feb", "none", byL2.Answer(places)), ("learned by L1", "#d9480f", "none", byL1.Answer(places)));
        }
    }

    private static void Show(IAnsiConsole screen, Painter byL2, Painter byL1)
    {
        double[] columns = [.. Enumerable.Range(0, 72).Select(i => i / 71.0)];
        var plot = new TextPlot((0, 1), (-0.1, 1.1));
        plot.Points(columns.Select(place => (place, Edges.Mean(place))), '·');
        plot.Points(columns.Zip(byL2.Answer(columns)), '○');
        plot.Points(columns.Zip(byL1.Answer(columns)), '●');
        screen.WriteLine("How bright a place is: · mean of all pictures, ○ learned by L2, ● learned by L1");
        screen.WriteLine(plot.Print("place"));

        double[] places = [0.1, 0.2, 0.3, 0.35, 0.45, 0.5, 0.6, 0.7, 0.9];
        Table table = new Table().AddColumns("place", "mean", "learned by L2", "median", "learned by L1");
        foreach (((double place, double l2), double l1) in places.Zip(byL2.Answer(places)).Zip(byL1.Answer(places)))
        {
            table.AddRow(Text(place), Text(Edges.Mean(place)), Text(l2), Text(Edges.Median(place)), Text(l1));
        }

        screen.Write(table);
        screen.WriteLine(FirstStep.Text());
    }

    // Adding 0 makes −0 a plain one.
    private static string Text(double number) => (Math.Round(number, 2) + 0.0).ToString("F2", CultureInfo.InvariantCulture);
}
