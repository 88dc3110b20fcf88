using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Autograd.Core;

namespace SampleTools;

/// <summary>Reads a value; false where the text is none.</summary>
/// <param name="text">What the user gave.</param>
/// <param name="value">The value.</param>
public delegate bool SettingReader<T>(string text, out T value);

/// <summary>An option of the command line that is checked as it is read, with an error of one line, and knows its usual value.</summary>
public sealed class Setting<T> : Option<T>
{
    private readonly T _usual;

    internal Setting(string name, string helpName, string description, string expected, SettingReader<T> read, T usual)
        : base(name)
    {
        _usual = usual;
        HelpName = helpName;
        Description = description;
        Arity = ArgumentArity.ExactlyOne;
        CustomParser = argument => Parse(argument, expected, read);
    }

    /// <summary>What the user asked for, or the usual value.</summary>
    /// <param name="result">The command line.</param>
    public T In(ParseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.GetResult(this) is null ? _usual : result.GetRequiredValue(this);
    }

    private T? Parse(ArgumentResult argument, string expected, SettingReader<T> read)
    {
        string text = string.Join(' ', argument.Tokens.Select(token => token.Value));
        if (read(text, out T value))
        {
            return value;
        }

        argument.AddError($"{Name}: expected {expected}, found {SampleException.Quote(text)}");
        return default;
    }
}

/// <summary>The kinds of options that samples have.</summary>
public static class Setting
{
    private const int MostThreads = 256;

    /// <summary><c>--seed</c>, which every sample has.</summary>
    /// <param name="of">What it is the seed of.</param>
    /// <param name="usual">The seed where none is given.</param>
    public static Setting<ulong> Seed(string of, int usual) => new(
        "--seed", "n", Describe($"The seed of {of}", $"{usual}"), Range(0, int.MaxValue),
        (string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value <= int.MaxValue,
        (ulong)usual);

    /// <summary>A whole number.</summary>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="description">What help says of it.</param>
    /// <param name="usual">The number where none is given.</param>
    /// <param name="least">The least number allowed.</param>
    /// <param name="most">The largest.</param>
    public static Setting<int> WholeNumber(string name, string description, int usual, int least, int most) => new(
        name, "n", Describe(description, $"{usual}"), Range(least, most),
        (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= least && value <= most,
        usual);

    /// <summary>A number.</summary>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="description">What help says of it.</param>
    /// <param name="usual">The number where none is given.</param>
    /// <param name="expected">Which numbers are allowed, for errors.</param>
    /// <param name="isAllowed">Whether a finite number is.</param>
    public static Setting<double> Number(string name, string description, double usual, string expected, Func<double, bool> isAllowed) =>
        new(name, "number", Describe(description, $"{usual}"), expected,
            (string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
                && double.IsFinite(value) && isAllowed(value),
            usual);

    /// <summary>One of the words of an enumeration, in small letters.</summary>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="description">What help says of it.</param>
    /// <param name="usual">The word where none is given.</param>
    public static Setting<T> Word<T>(string name, string description, T usual) where T : struct, Enum
    {
        string[] words = [.. Enum.GetNames<T>().Select(Small)];
        return new(
            name, string.Join('|', words), Describe(description, $"{Small(usual.ToString())}"),
            $"{string.Join(", ", words[..^1])} or {words[^1]}",
            (string text, out T value) => Enum.TryParse(text, ignoreCase: true, out value) && words.Contains(text), usual);
    }

    /// <summary>The path of a file or folder; none where it is not given.</summary>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="description">What help says of it.</param>
    /// <param name="of">What is there, a file or a folder.</param>
    public static Setting<string?> FilePath(string name, string description, string of = "file") => Of<string?>(
        name, of, description, $"the path of a {of}",
        (string text, out string? value) =>
        {
            value = text;
            return !string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal);
        },
        null);

    /// <summary>Any option.</summary>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="helpName">What help calls its value.</param>
    /// <param name="description">What help says of it.</param>
    /// <param name="expected">What is allowed, for errors.</param>
    /// <param name="read">Reads the value.</param>
    /// <param name="usual">The value where none is given.</param>
    public static Setting<T> Of<T>(
        string name, string helpName, string description, string expected, SettingReader<T> read, T usual) =>
        new(name, helpName, description, expected, read, usual);

    /// <summary><c>--threads</c>, which every sample has.</summary>
    internal static Setting<int> Threads() => Of(
        "--threads", "n", "How many threads compute, by which no result changes [default: all processors]", Range(1, MostThreads),
        (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value is >= 1 and <= MostThreads,
        ThreadLimit.Current);

    private static string Describe(string description, FormattableString usual) =>
        $"{description} [default: {usual.ToString(CultureInfo.InvariantCulture)}]";

    private static string Range(int least, int most) =>
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");

    private static string Small(string word) => word.ToLowerInvariant();
}
