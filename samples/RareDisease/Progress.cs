using System.Globalization;
using SampleTools;

namespace RareDisease;

/// <summary>Shows how far the trainings have come: bars on a terminal, a line per finished training elsewhere.</summary>
internal static class Progress
{
    /// <summary>Runs the trainings.</summary>
    /// <param name="output">Where it is shown.</param>
    /// <param name="strategies">What is trained.</param>
    /// <param name="updates">How many updates each takes, all seeds together.</param>
    /// <param name="run">What to run.</param>
    internal static TrainingResult[] Follow(
        TextWriter output, Strategy[] strategies, Func<Strategy, long> updates, Func<IProgressReport, TrainingResult[]> run) =>
        ProgressBars.Follow(
            output, Array.ConvertAll(strategies, strategy => strategy.Title()), Array.ConvertAll(strategies, strategy => updates(strategy)),
            stepped => run(new Report(strategies, stepped, SampleProgram.IsTerminal(output) ? null : output)));

    private sealed class Report(Strategy[] strategies, Action<int> stepped, TextWriter? lines) : IProgressReport
    {
        private readonly Lock _lock = new();

        public void Updated(Strategy strategy) => stepped(Array.IndexOf(strategies, strategy));

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
