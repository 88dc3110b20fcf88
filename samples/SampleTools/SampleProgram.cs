using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Autograd.Core;
using Spectre.Console;

namespace SampleTools;

/// <summary>What every sample program does around its own work.</summary>
public static class SampleProgram
{
    private const int UsualColumns = 80;

    /// <summary>
    /// Runs a sample by its command line, which understands <c>--help</c> and <c>--threads</c> besides the options given.
    /// </summary>
    /// <param name="command">What the sample does, and its options.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help goes when it is asked for.</param>
    /// <param name="error">Where the line goes that tells what was wrong.</param>
    /// <param name="sample">The sample.</param>
    /// <returns>The exit code: 1 where something was wrong.</returns>
    public static int Run(RootCommand command, string[] args, TextWriter output, TextWriter error, Action<ParseResult> sample)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(sample);
        Setting<int> threads = Setting.Threads();
        command.Add(threads);
        return Run(
            () =>
            {
                if (Read(command, args, output) is { } result)
                {
                    using var limit = new ThreadLimit(threads.In(result));
                    sample(result);
                }
            },
            error);
    }

    /// <summary>Runs a sample; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="error">Where the line goes.</param>
    public static int Run(Action sample, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            sample();
            return 0;
        }
        catch (Exception e) when (e is SampleException or NotFiniteNumberException)
        {
            error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Reads a command line.</summary>
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
            if (result.Action is HelpAction help)
            {
                help.MaxWidth = Columns(output);
            }

            result.Invoke(new InvocationConfiguration { Output = output });
            return null;
        }

        return result.Errors.Count == 0
            ? result
            : throw new SampleException($"{result.Errors[0].Message.TrimEnd('.').ReplaceLineEndings(" ")} (--help lists the options)");
    }

    /// <summary>Whether a writer is a terminal.</summary>
    /// <param name="output">The writer.</param>
    public static bool IsTerminal(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>How many columns a line has: those of the terminal, and elsewhere what COLUMNS says, or 80.</summary>
    /// <param name="output">The writer.</param>
    public static int Columns(TextWriter output)
    {
        if (IsTerminal(output) && Console.WindowWidth > 0)
        {
            return Console.WindowWidth;
        }

        string? columns = Environment.GetEnvironmentVariable("COLUMNS");
        return int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? count : UsualColumns;
    }

    /// <summary>A console over a writer: colours on a terminal, plain lines of text elsewhere.</summary>
    /// <param name="output">The writer.</param>
    public static IAnsiConsole Screen(TextWriter output)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) };
        if (IsTerminal(output))
        {
            return AnsiConsole.Create(settings);
        }

        (settings.Ansi, settings.ColorSystem, settings.Interactive) = (AnsiSupport.No, ColorSystemSupport.NoColors, InteractionSupport.No);
        IAnsiConsole console = AnsiConsole.Create(settings);
        console.Profile.Width = Columns(output);
        return console;
    }
}
