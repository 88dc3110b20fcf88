using System.Globalization;
using Spectre.Console;

namespace RareDisease;

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

    /// <summary>Runs something long and shows how far it has come: bars on a terminal, a line per finished training elsewhere.</summary>
    /// <param name="updates">How many updates each strategy takes, all seeds together.</param>
    /// <param name="run">What to run.</param>
    internal T Follow<T>(IReadOnlyDictionary<Strategy, long> updates, Func<IProgressReport, T> run)
    {
        if (!_isLive)
        {
            return run(new Lines(Target));
        }

        return Target.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => run(new Bars(updates.ToDictionary(
                item => item.Key, item => context.AddTask(item.Key.Title(), maxValue: Math.Max(1, item.Value))))));
    }

    private sealed class Bars(Dictionary<Strategy, ProgressTask> tasks) : IProgressReport
    {
        public void Updated(Strategy strategy) => tasks[strategy].Increment(1);

        public void Finished(TrainingResult result)
        {
        }
    }

    private sealed class Lines(IAnsiConsole console) : IProgressReport
    {
        private readonly Lock _lock = new();

        public void Updated(Strategy strategy)
        {
        }

        public void Finished(TrainingResult result)
        {
            lock (_lock)
            {
                console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Strategy.Title()}, seed {result.Seed}: {result.Updates} updates, mean loss {result.Loss:F4}, " +
                    $"{result.Seconds:F2} s"));
            }
        }
    }
}
