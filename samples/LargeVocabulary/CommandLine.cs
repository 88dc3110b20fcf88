using System.CommandLine;
using System.Globalization;
using SampleTools;

namespace LargeVocabulary;

/// <summary>The options on the command line.</summary>
internal static class CommandLine
{
    // A tensor's buffer is a .NET array: the scores of the full softmax must fit into one.
    private const long MostScores = 500_000_000;

    private delegate bool Reader<T>(string text, out T value);

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help goes when it is asked for.</param>
    /// <returns>What the user asked for; null where that was help, which is then written.</returns>
    /// <exception cref="SampleException">An option is wrong.</exception>
    internal static Options? Parse(string[] args, TextWriter output)
    {
        var defaults = new Options();
        Option<int> classes = Setting.WholeNumber("--classes", "How many classes there are", defaults.Classes, 100, 10_000_000);
        Option<int> features = Setting.WholeNumber("--features", "How many features a sample has", defaults.Features, 2, 4096);
        Option<int> batch = Setting.WholeNumber("--batch", "How many samples a step takes", defaults.Batch, 1, 65_536);
        Option<int> steps = Setting.WholeNumber("--steps", "How many steps each output layer is trained", defaults.Steps, 1, 1_000_000);
        Option<int> seed = Setting.WholeNumber("--seed", "The seed of the data and of the first weights", defaults.Seed, 0, int.MaxValue);
        Option<double> learningRate = Checked<double>(
            "--learning-rate", "rate",
                string.Create(CultureInfo.InvariantCulture, $"The learning rate of Adam [default: {defaults.LearningRate}]"),
            "a positive number", PositiveNumber);
        Option<int[]> cutoffs = Checked<int[]>(
            "--cutoffs", "list",
                "Where the head and each cluster but the last end, such as 2000,20000 [default: a fiftieth and a fifth of the classes]",
            "whole numbers such as 2000,20000", NumberList);
        Option<Contenders> train = Checked<Contenders>(
            "--train", "both|adaptive|full", "Which output layers to train [default: both]", "both, adaptive or full", ContenderWord);

        var command = new RootCommand(
            "Trains two output layers on very many classes of Zipf-distributed frequency, the adaptive softmax and the full one, and " +
                "compares " +
            "the time of a step, the memory and the loss.")
        { classes, features, batch, steps, learningRate, cutoffs, seed, train };
        if (Setting.Read(command, args, output) is not { } result)
        {
            return null;
        }

        var options = new Options
        {
            Classes = Setting.Number(result, classes, defaults.Classes),
            Features = Setting.Number(result, features, defaults.Features),
            Batch = Setting.Number(result, batch, defaults.Batch),
            Steps = Setting.Number(result, steps, defaults.Steps),
            LearningRate = result.GetResult(learningRate) is null ? defaults.LearningRate : result.GetRequiredValue(learningRate),
            Cutoffs = result.GetResult(cutoffs) is null ? null : result.GetRequiredValue(cutoffs),
            Seed = Setting.Number(result, seed, defaults.Seed),
            Train = result.GetResult(train) is null ? defaults.Train : result.GetRequiredValue(train),
        };
        if (options.Train.HasFlag(Contenders.Full) && (long)options.Classes * Math.Max(options.Batch, options.Features) > MostScores)
        {
            throw new SampleException(
                $"--classes {options.Classes}: the full softmax holds at most {MostScores} scores or weights, fewer than for --batch " +
                    $"{options.Batch} and " +
                $"--features {options.Features}; try smaller ones or --train adaptive");
        }

        return options;
    }

    private static Option<T> Checked<T>(string name, string helpName, string description, string expected, Reader<T> read) => new(name)
    {
        HelpName = helpName,
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = argument =>
        {
            if (argument.Tokens is not [var token] || !read(token.Value, out T value))
            {
                argument.AddError($"{name}: expected {expected}, found {SampleException.Quote(string.Join(' ', argument.Tokens))}");
                return default;
            }

            return value;
        },
    };

    private static bool PositiveNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && value > 0;

    private static bool NumberList(string text, out int[] values)
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

    private static bool ContenderWord(string text, out Contenders value)
    {
        value = text == "adaptive" ? Contenders.Adaptive : text == "full" ? Contenders.Full : Contenders.Both;
        return text is "both" or "adaptive" or "full";
    }
}
