using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Autograd.Core;
using Autograd.Nn;
using Spectre.Console;

namespace SampleTools;

/// <summary>What every sample program does around its own work.</summary>
public static class SampleProgram
{
    // As shells know it of Ctrl-C: 128 and the number of the signal.
    private const int Success = 0, Failure = 1, Stopped = 130;

    private const int UsualColumns = 80;

    /// <summary>
    /// Runs a sample by its command line, which understands <c>--help</c>, <c>--threads</c>, <c>--checkpoint</c> and <c>--resume</c>
    /// besides the options given. Ctrl-C stops it: then a line tells how to go on.
    /// </summary>
    /// <param name="command">What the sample does, and its options.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help goes when it is asked for.</param>
    /// <param name="error">Where the line goes that tells what was wrong, or how to go on.</param>
    /// <param name="sample">The sample.</param>
    /// <returns>The exit code: 1 where something was wrong, 130 where it was stopped.</returns>
    public static int Run(
        RootCommand command, string[] args, TextWriter output, TextWriter error, Action<ParseResult, Session> sample)
    {
        var checkpoints = new CheckpointOptions();
        ArgumentNullException.ThrowIfNull(command);
        checkpoints.AddTo(command);
        return Run(command, args, output, error, sample, checkpoints);
    }

    /// <summary>
    /// Runs a sample that has several commands and no checkpoints, by its command line, which understands <c>--help</c> and
    /// <c>--threads</c> besides. Ctrl-C stops it: then the message of its <see cref="OperationCanceledException"/> tells what was kept.
    /// </summary>
    /// <param name="command">What the sample does, and its commands.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help goes when it is asked for.</param>
    /// <param name="error">Where the line goes that tells what was wrong, or what was kept.</param>
    /// <param name="sample">The sample.</param>
    /// <returns>The exit code: 1 where something was wrong, 130 where it was stopped.</returns>
    public static int RunCommands(
        RootCommand command, string[] args, TextWriter output, TextWriter error, Action<ParseResult, Session> sample) =>
        Run(command, args, output, error, sample, null);

    private static int Run(
        RootCommand command, string[] args, TextWriter output, TextWriter error, Action<ParseResult, Session> sample,
        CheckpointOptions? checkpoints)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(sample);
        Setting<int> threads = Setting.Threads();
        threads.Recursive = true;
        command.Add(threads);
        Session? session = null;
        try
        {
            if (Read(command, args, output) is not { } result)
            {
                return Success;
            }

            using var limit = new ThreadLimit(threads.In(result));
            session = checkpoints?.Begin(result) ?? new();
            if (ReferenceEquals(output, Console.Out))
            {
                session.HeedSignals();
            }

            sample(result, session);
            CheckpointOptions.Conclude(session, error);
            return Success;
        }
        catch (OperationCanceledException e) when (session is { Stop.IsCancellationRequested: true })
        {
            if (checkpoints is null)
            {
                Tell(error, e.Message);
            }
            else
            {
                CheckpointOptions.ConcludeStopped(session, args, error);
            }

            return Stopped;
        }
        catch (Exception e) when (IsOfTheUser(e, session))
        {
            // Of a file the system's message names it; of the standard output it names nothing.
            bool isOutput = e.GetType() == typeof(IOException) && !e.Message.Contains('\'', StringComparison.Ordinal);
            Tell(error, (isOutput ? "standard output: " : "") + e.Message.Split(" (Parameter '")[0]);
            return Failure;
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>Runs a program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    /// <param name="program">The program.</param>
    /// <param name="error">Where the line goes.</param>
    public static int Run(Action program, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            program();
            return Success;
        }
        catch (Exception e) when (e is SampleException or NotFiniteNumberException)
        {
            error.WriteLine(e.Message);
            return Failure;
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

            result.Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
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

    // Where it cannot be told, the exit code still says that something was wrong.
    private static void Tell(TextWriter error, string message)
    {
        try
        {
            error.WriteLine(message.ReplaceLineEndings(" "));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    // A checkpoint of a run with other options is an argument that does not fit.
    private static bool IsOfTheUser(Exception e, Session? session) =>
        e is SampleException or NotFiniteNumberException or IOException or UnauthorizedAccessException or TensorFileException
        || (e is ArgumentException && session is { IsResumed: true });
}
