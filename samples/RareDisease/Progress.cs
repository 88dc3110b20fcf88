using System.Globalization;
using SampleTools;

namespace RareDisease;

/// <summary>Shows how far the trainings have come: bars on a terminal, a line per finished training elsewhere.</summary>
internal static class Progress
{
    /// <summary>Runs the trainings.</summary>
    /// <param name="output">Where it is shown.</param>
    /// <param name="updates">How many updates each strategy takes, all seeds together.</param>
    /// <param name="run">What to run.</param>
    internal static TrainingResult[] Follow(
        TextWriter output, IReadOnlyList<(Strategy Strategy, long Updates)> updates, Func<IProgressReport, TrainingResult[]> run)
    {
        int[] bars = new int[StrategyNames.All.Length];
        for (int i = 0; i < updates.Count; i++)
        {
            bars[(int)updates[i].Strategy] = i;
        }

        return ProgressBars.Follow(
            output,
            [.. updates.Select(planned => (planned.Strategy.Title(), planned.Updates))],
            stepped => run(new Report(bars, stepped, SampleProgram.IsTerminal(output) ? null : output)));
    }

    private sealed class Report(int[] bars, Action<int> stepped, TextWriter? lines) : IProgressReport
    {
        private readonly Lock _lock = new();

        public void Updated(Strategy strategy) => stepped(bars[(int)strategy]);

        public void Finished(TrainingResult result)
        {
            lock (_lock)
            {
                lines?.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Strategy.Title()}, seed {result.Seed}: {result.Updates} updates, mean loss {result.Loss:F4}, " +
                    $"{result.Seconds:F2} s"));
            }
        }
    }
}
