using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

namespace SampleTools;

/// <summary>Options of a command line that are checked as they are read, with errors of one line.</summary>
public static class Setting
{
    /// <summary>An option that takes a whole number.</summary>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="description">What help says of it.</param>
    /// <param name="initially">The number where it is not given.</param>
    /// <param name="least">The least number allowed.</param>
    /// <param name="most">The largest.</param>
    public static Option<int> WholeNumber(string name, string description, int initially, int least, int most) => new(name)
    {
        HelpName = "n",
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} [default: {initially}]"),
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = argument =>
        {
            string text = string.Join(' ', argument.Tokens.Select(token => token.Value));
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) || value < least || value > most)
            {
                argument.AddError(string.Create(
                    CultureInfo.InvariantCulture,
                        $"{name}: expected a whole number from {least} to {most}, found {SampleException.Quote(text)}"));
            }

            return value;
        },
    };

    /// <summary>An option that takes the path of a file.</summary>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="description">What help says of it.</param>
    public static Option<string> FilePath(string name, string description) => new(name)
    {
        HelpName = "file",
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = argument =>
        {
            string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
            if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
            {
                argument.AddError($"{name}: expected the path of a file, found {SampleException.Quote(text)}");
            }

            return text;
        },
    };

    /// <summary>Reads the command line.</summary>
    /// <param name="command">The options.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help goes when it is asked for.</param>
    /// <returns>What the user asked for; null where that was help, which is then written.</returns>
    /// <exception cref="SampleException">An option is wrong.</exception>
    public static ParseResult? Read(RootCommand command, string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(command);
        ParseResult result = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is HelpAction or { Terminating: true, ClearsParseErrors: true })
        {
            result.Invoke(new InvocationConfiguration { Output = output });
            return null;
        }

        return result.Errors.Count == 0
            ? result
            : throw new SampleException($"{result.Errors[0].Message.TrimEnd('.').ReplaceLineEndings(" ")} (--help lists the options)");
    }

    /// <summary>The value of an option, or what it is where it was not given.</summary>
    /// <param name="result">What the user asked for.</param>
    /// <param name="option">The option.</param>
    /// <param name="initially">The value where it was not given.</param>
    public static int Number(ParseResult result, Option<int> option, int initially)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(option);
        return result.GetResult(option) is null ? initially : result.GetRequiredValue(option);
    }
}
