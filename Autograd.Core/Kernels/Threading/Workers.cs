using System.Diagnostics;

namespace Autograd.Core;

/// <summary>
/// The threads that help with large loops, one less than there are processors. Whoever calls works along and never waits for a thread that
/// has not started; while one caller has the workers, others do their work alone. Chunks are cut by size only, so no result depends on who
/// does which.
/// </summary>
internal static class Workers
{
    // A worker watches for the next job so long before it sleeps: waking one takes longer than most gaps between the loops of a step.
    private static readonly long s_watch = Stopwatch.Frequency / 20_000;

    private static readonly Lock s_start = new();
    private static readonly object s_sleep = new();
    private static int s_taken;
    private static bool s_started;
    private static Job? s_job;
    private static int s_jobs;
    private static int s_sleeping;

    /// <summary>Does all chunks, with the help of other threads where the caller's limit allows.</summary>
    public static void Run<C>(in C chunks, int count) where C : struct, IChunks
    {
        int threads = Math.Min(ThreadLimit.Current, count);
        if (threads <= 1 || Interlocked.CompareExchange(ref s_taken, 1, 0) != 0)
        {
            C alone = chunks;
            for (int chunk = 0; chunk < count; chunk++)
            {
                alone.Run(chunk);
            }

            return;
        }

        try
        {
            Job<C> job = Job<C>.Instance;
            job.Start(in chunks, count, threads);
            Announce(job);
            job.Complete();
        }
        finally
        {
            Volatile.Write(ref s_taken, 0);
        }
    }

    private static void Announce(Job job)
    {
        if (!Volatile.Read(ref s_started))
        {
            StartThreads();
        }

        s_job = job;

        // A full fence: a worker either sees the new number before it sleeps, or is seen sleeping here.
        Interlocked.Increment(ref s_jobs);
        if (Volatile.Read(ref s_sleeping) > 0)
        {
            lock (s_sleep)
            {
                Monitor.PulseAll(s_sleep);
            }
        }
    }

    private static void StartThreads()
    {
        lock (s_start)
        {
            for (int i = 1; i < Environment.ProcessorCount && !s_started; i++)
            {
                int number = i;
                new Thread(() => Work(number)) { IsBackground = true, Name = $"Autograd worker {i}" }.Start();
            }

            Volatile.Write(ref s_started, true);
        }
    }

    private static void Work(int thread)
    {
        for (int seen = 0; ;)
        {
            seen = Next(seen);
            Volatile.Read(ref s_job)!.Join(thread);
        }
    }

    // Waits until there is a job after the ones seen, and returns its number.
    private static int Next(int seen)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - start < s_watch;)
        {
            int jobs = Volatile.Read(ref s_jobs);
            if (jobs != seen)
            {
                return jobs;
            }

            Thread.SpinWait(1);
        }

        lock (s_sleep)
        {
            Interlocked.Increment(ref s_sleeping);
            while (Volatile.Read(ref s_jobs) == seen)
            {
                Monitor.Wait(s_sleep);
            }

            Interlocked.Decrement(ref s_sleeping);
            return Volatile.Read(ref s_jobs);
        }
    }
}
