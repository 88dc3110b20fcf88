using System.Runtime.InteropServices;
using System.Text;

namespace Autograd.Distributed;

/// <summary>The end of a process when something went wrong.</summary>
internal static partial class LastWords
{
    private const int Failure = 1;

    private static int s_isSaid;

    /// <summary>Writes one line, the first of this process, and ends the process at once, whatever its other threads are in.</summary>
    /// <param name="line">The line.</param>
    /// <param name="before">What is done between the two.</param>
    public static void Say(string line, Action? before = null)
    {
        if (Interlocked.Exchange(ref s_isSaid, 1) == 0)
        {
            try
            {
                // In one piece, past whoever holds the console.
                using Stream error = Console.OpenStandardError();
                error.Write(Encoding.UTF8.GetBytes($"{line.ReplaceLineEndings(" ")}\n"));
                error.Flush();
                before?.Invoke();
            }
            finally
            {
                End();
            }
        }

        // Somebody else is at it.
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Ends the process without a word. What started it then ends the other ranks.</summary>
    public static void End() => Exit(Failure);

    // Exit handlers would wait for the others: those of Open MPI, and of the runtime for threads in its calls.
    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Exit(int code);
}
