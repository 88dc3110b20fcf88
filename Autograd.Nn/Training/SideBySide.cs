using System.Runtime.ExceptionServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Independent pieces of work, each on one thread, as many at a time as the caller's <see cref="ThreadLimit"/> allows. Inside, the limit
/// is one thread: ops share none, and work side by side inside a piece runs there one after the other.
/// </summary>
internal static class SideBySide
{
    /// <summary>Does all pieces, and returns when the last thread has stopped.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="work">Does one, given its number; numbers are handed out in order.</param>
    /// <exception cref="Exception">What a piece threw first; none is begun after that.</exception>
    public static void Run(int count, Action<int> work)
    {
        int next = -1;
        ExceptionDispatchInfo? failure = null;

        // The caller's thread only waits: what is open there, a tape or a scope, has nothing to do with the work, on however many threads.
        List<Thread> threads = [];
        while (threads.Count < Math.Min(ThreadLimit.Current, count) && Started(threads.Count) is { } thread)
        {
            threads.Add(thread);
        }

        Wait(threads);
        failure?.Throw();

        void Work()
        {
            using var limit = new ThreadLimit(1);
            for (int i; Volatile.Read(ref failure) is null && (i = Interlocked.Increment(ref next)) < count;)
            {
                try
                {
                    work(i);
                }
                catch (Exception error)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
                }
            }
        }

        // Where the system refuses a thread there are fewer of them.
        Thread? Started(int number)
        {
            var thread = new Thread(Work)
            {
                IsBackground = true,
                Name = FormattableString.Invariant($"Autograd side by side {number}"),
            };
            try
            {
                thread.Start();
                return thread;
            }
            catch (OutOfMemoryException) when (number > 0)
            {
                return null;
            }
        }
    }

    // An interrupt is kept for the caller's next wait, as in an op that several threads work on.
    private static void Wait(List<Thread> threads)
    {
        bool interrupted = false;
        foreach (Thread thread in threads)
        {
            for (bool ended = false; !ended;)
            {
                try
                {
                    thread.Join();
                    ended = true;
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                }
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
