using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

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
        Option<int> classes = Whole("--classes", $"How many classes there are [default: {defaults.Classes}]", 100, 10_000_000);
        Option<int> features = Whole("--features", $"How many features a sample has [default: {defaults.Features}]", 2, 4096);
        Option<int> batch = Whole("--batch", $"How many samples a step takes [default: {defaults.Batch}]", 1, 65_536);
        Option<int> steps = Whole("--steps", $"How many steps each output layer is trained [default: {defaults.Steps}]", 1, 1_000_000);
        Option<int> seed = Whole("--seed", "The seed of the data and of the first weights [default: 0]", 0, int.MaxValue);
        Option<double> learningRate = Setting<double>(
            "--learning-rate", "rate", string.Create(CultureInfo.InvariantCulture, $"The learning rate of Adam [default: {defaults.LearningRate}]"),
            "a positive number", PositiveNumber);
        Option<int[]> cutoffs = Setting<int[]>(
            "--cutoffs", "list", "Where the head and each cluster but the last end, such as 2000,20000 [default: a fiftieth and a fifth of the classes]",
            "whole numbers such as 2000,20000", NumberList);
        Option<Contenders> train = Setting<Contenders>(
            "--train", "both|adaptive|full", "Which output layers to train [default: both]", "both, adaptive or full", ContenderWord);

        var command = new RootCommand(
            "Trains two output layers on very many classes of Zipf-distributed frequency, the adaptive softmax and the full one, and compares " +
            "the time of a step, the memory and the loss.")
        { classes, features, batch, steps, learningRate, cutoffs, seed, train };
        ParseResult result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is HelpAction or { Terminating: true, ClearsParseErrors: true })
        {
            result.Invoke(new InvocationConfiguration { Output = output });
            return null;
        }

        if (result.Errors.Count > 0)
        {
            throw new SampleException($"{result.Errors[0].Message.TrimEnd('.').ReplaceLineEndings(" ")} (--help lists the options)");
        }

        var options = new Options
        {
            Classes = Value(classes, defaults.Classes),
            Features = Value(features, defaults.Features),
            Batch = Value(batch, defaults.Batch),
            Steps = Value(steps, defaults.Steps),
            LearningRate = Value(learningRate, defaults.LearningRate),
            Cutoffs = result.GetResult(cutoffs) is null ? null : result.GetValue(cutoffs),
            Seed = Value(seed, defaults.Seed),
            Train = Value(train, defaults.Train),
        };
        if (options.Train.HasFlag(Contenders.Full) && (long)options.Classes * Math.Max(options.Batch, options.Features) > MostScores)
        {
            throw new SampleException(
                $"--classes {options.Classes}: the full softmax holds at most {MostScores} scores or weights, fewer than for --batch {options.Batch} and " +
                $"--features {options.Features}; try smaller ones or --train adaptive");
        }

        return options;

        T Value<T>(Option<T> option, T initially) => result.GetResult(option) is null ? initially : result.GetRequiredValue(option);
    }

    private static Option<int> Whole(string name, string description, int least, int most) => Setting(
        name, "n", description, $"a whole number from {least} to {most}", (string text, out int value) => WholeNumber(text, out value) && value >= least && value <= most);

    private static Option<T> Setting<T>(string name, string helpName, string description, string expected, Reader<T> read) => new(name)
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

    private static bool WholeNumber(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool PositiveNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && value > 0;

    private static bool NumberList(string text, out int[] values)
    {
        string[] parts = text.Split(',');
        values = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!WholeNumber(parts[i], out values[i]))
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
