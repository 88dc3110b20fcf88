using Spectre.Console;

namespace LargeVocabulary;

/// <summary>Where the report goes: a terminal with colours and bars that move, or plain lines of text.</summary>
internal sealed class Screen
{
    private readonly bool _isLive;

    /// <summary>A screen over a writer.</summary>
    internal Screen(TextWriter output)
    {
        bool terminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        _isLive = terminal && console.Profile.Capabilities is { Ansi: true, Interactive: true };
        if (!_isLive)
        {
            console = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(output),
            });

            // A file has no width; 80 columns would break the tables.
            console.Profile.Width = 160;
        }

        Target = console;
    }

    /// <summary>What to write to.</summary>
    internal IAnsiConsole Target { get; }

    /// <summary>Runs a training and shows how far it has come: a bar on a terminal, nothing elsewhere.</summary>
    /// <param name="title">What is trained.</param>
    /// <param name="steps">How many steps it takes.</param>
    /// <param name="run">What to run; it is handed what to call after each step.</param>
    internal T Follow<T>(string title, int steps, Func<Action, T> run)
    {
        if (!_isLive)
        {
            return run(() => { });
        }

        return Target.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(title, maxValue: steps);
                return run(() => task.Increment(1));
            });
    }
}
