using System.Diagnostics;
using System.Globalization;

namespace SampleTools;

/// <summary>
/// How long a program takes from the start of its process to the end of its first training step: loading, compiling and preparing included.
/// </summary>
public static class FirstStep
{
    /// <summary>How the line begins that tells of it; the seconds follow.</summary>
    public const string Beginning = "The first training step was done ";

    private static long s_done;

    /// <summary>Says that a training step is done; only the first of the process counts.</summary>
    public static void Done()
    {
        if (Volatile.Read(ref s_done) == 0)
        {
            Interlocked.CompareExchange(ref s_done, Stopwatch.GetTimestamp(), 0);
        }
    }

    /// <summary>
    /// A line that tells how long it took, to a hundredth of a second: the system knows no better when the process started.
    /// </summary>
    public static string Text()
    {
        if (Volatile.Read(ref s_done) == 0)
        {
            return "No training step was left to be made.";
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"{Beginning}{SecondsAt(Volatile.Read(ref s_done)):F2} s after the start of the program.");
    }

    /// <summary>How many seconds after the start of the process something was, to a hundredth.</summary>
    /// <param name="timestamp">When it was, by <see cref="Stopwatch.GetTimestamp"/>.</param>
    public static double SecondsAt(long timestamp)
    {
        // Asked of the system only now: what that takes must not be part of it.
        TimeSpan since = Stopwatch.GetElapsedTime(timestamp);
        using var process = Process.GetCurrentProcess();
        return (DateTime.Now - process.StartTime - since).TotalSeconds;
    }
}
