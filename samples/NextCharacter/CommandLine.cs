using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SampleTools;

namespace NextCharacter;

/// <summary>The options on the command line.</summary>
internal static class CommandLine
{
    private const double LargestBeta = 1000;

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help goes when it is asked for.</param>
    /// <returns>What the user asked for; null where that was help, which is then written.</returns>
    /// <exception cref="SampleException">An option is wrong.</exception>
    internal static Options? Parse(string[] args, TextWriter output)
    {
        var defaults = new Options();
        Option<string> text = Setting.FilePath("--text", "A text in UTF-8 to learn from [default: Alice's Adventures in Wonderland]");
        Option<Kind> model = new("--model")
        {
            HelpName = "gru|lstm|transformer",
            Description = "What reads the text [default: gru]",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = ReadKind,
        };
        Option<int> steps = Setting.WholeNumber("--steps", "How many steps it is trained", defaults.Steps, 1, 1_000_000);
        Option<int> units = Setting.WholeNumber("--units", "How many units it has, a multiple of 4", defaults.Units, 4, 4096);
        Option<double> beta = new("--beta")
        {
            HelpName = "number",
            Description = string.Create(CultureInfo.InvariantCulture,
                $"The inverse temperature at which it writes: 1 as it believes, more and it dares less [default: {defaults.Beta}]"),
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = ReadBeta,
        };
        Option<int> length = Setting.WholeNumber("--length", "How many characters it writes", defaults.Length, 0, 100_000);
        Option<int> seed = Setting.WholeNumber("--seed", "The seed of weights, batches and what it writes", defaults.Seed, 0, int.MaxValue);
        var command = new RootCommand(
            "Learns to predict the next character of a text, compares itself with an interpolated trigram model on a part of the text " +
            "that it has not seen, and writes a few lines of its own.")
        { text, model, steps, units, beta, length, seed };
        if (Setting.Read(command, args, output) is not { } result)
        {
            return null;
        }

        int unitCount = Setting.Number(result, units, defaults.Units);
        return unitCount % 4 != 0
            ? throw new SampleException(
                string.Create(CultureInfo.InvariantCulture, $"--units: expected a multiple of 4, found {unitCount}"))
            : new Options
            {
                Text = result.GetValue(text),
                Model = result.GetResult(model) is null ? defaults.Model : result.GetRequiredValue(model),
                Steps = Setting.Number(result, steps, defaults.Steps),
                Units = unitCount,
                Beta = result.GetResult(beta) is null ? defaults.Beta : result.GetRequiredValue(beta),
                Length = Setting.Number(result, length, defaults.Length),
                Seed = Setting.Number(result, seed, defaults.Seed),
            };
    }

    private static Kind ReadKind(ArgumentResult argument)
    {
        string text = Word(argument);
        switch (text)
        {
            case "gru":
                return Kind.Gru;
            case "lstm":
                return Kind.Lstm;
            case "transformer":
                return Kind.Transformer;
            default:
                argument.AddError($"--model: expected gru, lstm or transformer, found {SampleException.Quote(text)}");
                return default;
        }
    }

    private static double ReadBeta(ArgumentResult argument)
    {
        string text = Word(argument);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value >= 0)
            || value > LargestBeta)
        {
            argument.AddError($"--beta: expected a number from 0 to {LargestBeta}, found {SampleException.Quote(text)}");
        }

        return value;
    }

    private static string Word(ArgumentResult argument) => string.Join(' ', argument.Tokens.Select(token => token.Value));
}
