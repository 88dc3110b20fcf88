using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using SampleTools;

namespace Digits;

/// <summary>The sample: a small convolutional network reads digits of 8 by 8 squares.</summary>
internal static class Program
{
    private const int DrawnToLearn = 4000, DrawnToTest = 1000, Shown = 4, MostMistakes = 8, Classes = 10;

    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        Setting<string?> path = Setting.FilePath(
            "--data", "Folder or file with optdigits or MNIST's digits; without it, drawn ones", "folder");
        Setting<ulong> seed = Setting.Seed("weights, batches and drawn digits", 0);
        Setting<int> epochs = Setting.WholeNumber("--epochs", "How often the network sees every digit", 30, 1, 10_000);
        Setting<int> threads = Setting.WholeNumber("--parallel",
            $"Threads that share each step, cut into {Recognizer.Chunks} chunks, to the same weights for any number; with 0 it is not cut",
            0, 0, Recognizer.Chunks);
        var command = new RootCommand("Trains a small convolutional network to read digits, and shows some with what it says of them.")
        {
            path, epochs, seed, threads,
        };
        return SampleProgram.Run(
            command, args, output, error,
            (result, session) => Recognize(
                path.In(result), seed.In(result), epochs.In(result), threads.In(result), session, output));
    }

    private static void Recognize(string? path, ulong seed, int epochs, int threads, Session session, TextWriter output)
    {
        DigitData data = path is not null
            ? DigitData.Read(path)
            : new("drawn digits", DrawnDigits.Make(DrawnToLearn, seed), DrawnDigits.Make(DrawnToTest, seed + 1));
        int height = data.Train.Inputs.Shape[2], width = data.Train.Inputs.Shape[3];
        var network = new Recognizer(height, width, seed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{data.Name}: {data.Train.Count} of {height} by {width} to learn from, {data.Test.Count} others for the test."));

        long start = Stopwatch.GetTimestamp();
        double[] losses = ProgressBars.Follow(output, ["learning"], [Recognizer.Steps(data.Train, epochs)],
            stepped => network.Train(data.Train, epochs, seed, session, () => stepped(0), threads));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{network.WeightCount} weights learned in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s; ") +
            string.Create(CultureInfo.InvariantCulture, $"the loss fell from {losses[0]:F3} to {losses[^1]:F4}."));
        if (threads > 0)
        {
            output.WriteLine($"The weights are {network.Digest[..16]} (the beginning of their SHA-256).");
        }

        Show(data.Test, network.Answer(data.Test.Inputs), output);
        output.WriteLine(FirstStep.Text());
    }

    private static void Show(TensorDataset test, Tensor answers, TextWriter output)
    {
        long[] labels = test.Labels.ToArray(), said = answers.ArgMax(-1).ToArray<long>();
        float[] probabilities = answers.Max(-1).ToArray<float>();
        var matrix = ConfusionMatrix.Of(answers, test.Targets);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Recognized: {Report.Percent(matrix.Accuracy)} of the {matrix.Count} test digits."));
        output.WriteLine();

        int[] wrong = [.. Enumerable.Range(0, labels.Length).Where(i => said[i] != labels[i]).OrderByDescending(i => probabilities[i])];
        string Sure(int i) => Report.Percent(probabilities[i]);
        output.Write(Report.Pictures(test.Inputs, [.. Enumerable.Range(0, labels.Length).Where(i => said[i] == labels[i]).Take(Shown)],
            i => $"{said[i]}, {Sure(i)}"));
        if (wrong.Length > 0)
        {
            output.WriteLine("The mistakes it was surest of:");
            output.WriteLine();
            output.Write(Report.Pictures(test.Inputs, [.. wrong.Take(MostMistakes)], i => $"{said[i]}, {Sure(i)}; is {labels[i]}"));
        }

        output.WriteLine(Report.Matrix(matrix));
    }
}
