using Spectre.Console;

namespace LargeVocabulary;

/// <summary>Shows how far something long has come: a bar on a terminal that can, nothing elsewhere.</summary>
internal static class ProgressBar
{
    /// <summary>Runs a training.</summary>
    /// <param name="console">Where the bar goes.</param>
    /// <param name="title">What is trained.</param>
    /// <param name="steps">How many steps it takes.</param>
    /// <param name="run">What to run; it is handed what to call after each step.</param>
    internal static T Follow<T>(IAnsiConsole console, string title, int steps, Func<Action, T> run)
    {
        if (console.Profile.Capabilities is not { Ansi: true, Interactive: true })
        {
            return run(() => { });
        }

        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(title, maxValue: steps);
                return run(() => task.Increment(1));
            });
    }
}
