using Spectre.Console;

namespace SampleTools;

/// <summary>What every sample program does around its own work.</summary>
public static class SampleProgram
{
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
        catch (SampleException e)
        {
            error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Whether a writer is a terminal.</summary>
    /// <param name="output">The writer.</param>
    public static bool IsTerminal(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

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

        // A file has no width; 80 columns would break the tables.
        console.Profile.Width = 160;
        return console;
    }
}
