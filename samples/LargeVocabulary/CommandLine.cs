using System.CommandLine;
using System.Globalization;
using SampleTools;

namespace LargeVocabulary;

/// <summary>The options on the command line.</summary>
internal static class CommandLine
{
    // A tensor's buffer is a .NET array: the scores of the full softmax must fit into one.
    private const long MostScores = 500_000_000;

    /// <summary>Reads the command line and runs the sample; returns the exit code.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help goes when it is asked for.</param>
    /// <param name="error">Where a line goes that tells what was wrong.</param>
    /// <param name="sample">The sample.</param>
    internal static int Run(string[] args, TextWriter output, TextWriter error, Action<Options, Session> sample)
    {
        var usual = new Options();
        Setting<int> classes = Setting.WholeNumber("--classes", "How many classes there are", usual.Classes, 100, 10_000_000);
        Setting<int> features = Setting.WholeNumber("--features", "How many features a sample has", usual.Features, 2, 4096);
        Setting<int> batch = Setting.WholeNumber("--batch", "How many samples a step takes", usual.Batch, 1, 65_536);
        Setting<int> steps = Setting.WholeNumber("--steps", "How many steps each output layer is trained", usual.Steps, 1, 1_000_000);
        Setting<double> learningRate = Setting.Number(
            "--learning-rate", "The learning rate of Adam", usual.LearningRate, "a positive number", value => value > 0);
        Setting<int[]?> cutoffs = Setting.Of<int[]?>(
            "--cutoffs", "list",
            "Where the head and each cluster but the last end, such as 2000,20000 [default: a fiftieth and a fifth of the classes]",
            "whole numbers such as 2000,20000", NumberList, null);
        Setting<Contenders> train = Setting.Word("--train", "Which output layers to train", usual.Train);
        Setting<ulong> seed = Setting.Seed("the data and of the first weights", 0);
        var command = new RootCommand(
            "Trains two output layers on very many classes of Zipf-distributed frequency, the adaptive softmax and the full one, and " +
            "compares the time of a step, the memory and the loss.")
        { classes, features, batch, steps, learningRate, cutoffs, train, seed };
        return SampleProgram.Run(command, args, output, error, (result, session) => sample(Checked(new Options
        {
            Classes = classes.In(result),
            Features = features.In(result),
            Batch = batch.In(result),
            Steps = steps.In(result),
            LearningRate = learningRate.In(result),
            Cutoffs = cutoffs.In(result),
            Train = train.In(result),
            Seed = seed.In(result),
        }), session));
    }

    private static Options Checked(Options options) =>
        options.Train.HasFlag(Contenders.Full) && (long)options.Classes * Math.Max(options.Batch, options.Features) > MostScores
            ? throw new SampleException(string.Create(CultureInfo.InvariantCulture,
                $"--classes {options.Classes}: the full softmax holds at most {MostScores} scores or weights, fewer than for --batch ") +
                string.Create(CultureInfo.InvariantCulture,
                $"{options.Batch} and --features {options.Features}; try smaller ones or --train adaptive"))
            : options;

    private static bool NumberList(string text, out int[]? values)
    {
        string[] parts = text.Split(',');
        values = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
            {
                return false;
            }
        }

        return true;
    }
}
