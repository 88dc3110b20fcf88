using System.Diagnostics;
using Spectre.Console;

namespace SampleTools;

/// <summary>A picture that changes: in place on a terminal; elsewhere a line for some of the changes, and the picture in the end.</summary>
public static class LivePicture
{
    // As often as an eye can follow.
    private const double SecondsBetween = 0.05;

    /// <summary>Shows the states that something goes through.</summary>
    /// <param name="output">Where.</param>
    /// <param name="states">The states, as they come, at least one; the last one is shown in any case.</param>
    /// <param name="line">What is told of a state in a line.</param>
    /// <param name="picture">Draws how things are, lines of text.</param>
    /// <param name="isTold">Whether a state gets its line where there is no terminal.</param>
    public static void Show<T>(
        TextWriter output, IEnumerable<T> states, Func<T, string> line, Func<string> picture, Func<T, bool> isTold)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(isTold);
        if (SampleProgram.IsTerminal(output))
        {
            long shown = 0;
            SampleProgram.Screen(output).Live(new Text("")).Start(context => Follow(
                states, _ => shown == 0 || Stopwatch.GetElapsedTime(shown).TotalSeconds >= SecondsBetween,
                state =>
                {
                    context.UpdateTarget(new Text($"{picture()}\n{line(state)}"));
                    shown = Stopwatch.GetTimestamp();
                }));
            return;
        }

        Follow(states, isTold, state => output.WriteLine(line(state)));
        output.WriteLine();
        output.WriteLine(picture());
    }

    // The last one may not be due; who it is shows only when there is no other, and then it is still as it was.
    private static void Follow<T>(IEnumerable<T> states, Func<T, bool> isDue, Action<T> show)
    {
        T? last = default;
        bool isOwed = false;
        foreach (T state in states)
        {
            (last, isOwed) = (state, !isDue(state));
            if (!isOwed)
            {
                show(state);
            }
        }

        if (isOwed)
        {
            show(last!);
        }
    }
}
