using Spectre.Console;

namespace SampleTools;

/// <summary>A picture that changes: in place on a terminal; elsewhere a line for some of the changes, and the picture in the end.</summary>
public static class LivePicture
{
    // As often as an eye can follow.
    private const double SecondsBetween = 0.05;

    /// <summary>Shows the states that something goes through.</summary>
    /// <param name="output">Where.</param>
    /// <param name="states">The states, as they come; the last one is shown in any case.</param>
    /// <param name="line">What is told of a state in a line.</param>
    /// <param name="picture">Draws how things are, lines of text.</param>
    /// <param name="isTold">Whether a state gets its line where there is no terminal.</param>
    public static void Show<T>(
        TextWriter output, IEnumerable<T> states, Func<T, string> line, Func<string> picture, Func<T, bool> isTold) where T : class
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(isTold);
        T? last = null;
        if (SampleProgram.IsTerminal(output))
        {
            SampleProgram.Screen(output).Live(new Text("")).Start(context =>
            {
                long shown = 0;
                foreach (T state in states)
                {
                    last = state;
                    if (shown == 0 || System.Diagnostics.Stopwatch.GetElapsedTime(shown).TotalSeconds >= SecondsBetween)
                    {
                        Update(state);
                        shown = System.Diagnostics.Stopwatch.GetTimestamp();
                    }
                }

                if (last is not null)
                {
                    Update(last);
                }

                void Update(T state) => context.UpdateTarget(new Text($"{picture()}\n{line(state)}"));
            });
            return;
        }

        T? told = null;
        foreach (T state in states)
        {
            last = state;
            if (isTold(state))
            {
                output.WriteLine(line(state));
                told = state;
            }
        }

        if (last is not null && !ReferenceEquals(told, last))
        {
            output.WriteLine(line(last));
        }

        output.WriteLine();
        output.WriteLine(picture());
    }
}
