using Autograd.Core;
using Spectre.Console;

namespace SampleTools;

/// <summary>Shows how far something long has come: bars on a terminal, nothing elsewhere.</summary>
public static class ProgressBars
{
    private const int RefreshMilliseconds = 50;

    /// <summary>Runs something long. On a terminal it runs beside the bars, and has begun before they are there.</summary>
    /// <param name="output">Where the bars go.</param>
    /// <param name="titles">The title of each bar.</param>
    /// <param name="lengths">How many steps fill each.</param>
    /// <param name="run">What to run; it is handed what to call after each step, with the number of the bar, on any thread.</param>
    /// <returns>What it returns.</returns>
    public static T Follow<T>(TextWriter output, string[] titles, long[] lengths, Func<Action<int>, T> run)
    {
        ArgumentNullException.ThrowIfNull(titles);
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(run);
        if (!SampleProgram.IsTerminal(output))
        {
            return run(_ => { });
        }

        long[] steps = new long[titles.Length];
        int threads = ThreadLimit.Current;
        Task<T> running = Task.Run(() =>
        {
            using var limit = new ThreadLimit(threads);
            return run(bar => Interlocked.Increment(ref steps[bar]));
        });
        SampleProgram.Screen(output).Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask[] tasks = [.. titles.Zip(lengths, (title, length) => context.AddTask(title, maxValue: Math.Max(1, length)))];
                bool isOver;
                do
                {
                    isOver = Task.WaitAny([running], RefreshMilliseconds) == 0;
                    for (int i = 0; i < tasks.Length; i++)
                    {
                        tasks[i].Value = Interlocked.Read(ref steps[i]);
                    }
                }
                while (!isOver);
            });
        return running.GetAwaiter().GetResult();
    }
}
