using System.CommandLine;
using System.Globalization;
using Autograd.Nn;
using SampleTools;

namespace Spirals;

/// <summary>The sample: a network learns to tell two spirals apart, and one can watch the boundary bend.</summary>
internal static class Program
{
    // How many lines a training gets where there is no terminal.
    private const int Lines = 8;

    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        Setting<int> points = Setting.WholeNumber("--points", "How many points each spiral has", 200, 8, 100_000);
        Setting<int> epochs = Setting.WholeNumber("--epochs", "How often the network sees every point", 200, 1, 100_000);
        Setting<ulong> seed = Setting.Seed("points, weights and batches", 0);
        var command = new RootCommand(
            "Two spirals wind round each other. A small network learns which of them a place belongs to; what it says of every place is " +
            "drawn as it learns.")
        { points, epochs, seed };
        return SampleProgram.Run(
            command, args, output, error,
            (result, session) => Learn(points.In(result), epochs.In(result), seed.In(result), session, output));
    }

    private static void Learn(int points, int epochs, ulong seed, Session session, TextWriter output)
    {
        var learner = new Learner(SpiralPoints.Make(points, seed), seed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{learner.WeightCount} weights learn from {learner.Train.Count} points; {learner.Validation.Count} others are for the test."));
        LivePicture.Show(
            output, learner.Epochs(epochs, session), Tell, learner.Map.Draw, epoch => epoch.Epoch % Math.Max(1, epochs / Lines) == 0);
        output.WriteLine("○ and ● are the points, the shade is what the network says of a place.");
        output.WriteLine(FirstStep.Text());
    }

    private static string Tell(EpochReport epoch) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {epoch.Epoch,4}: loss {epoch.Loss:F4}, of the other points {100 * epoch.Validation![Metric.Accuracy]:F1} % right");
}
