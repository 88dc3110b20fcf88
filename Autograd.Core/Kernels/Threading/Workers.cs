using System.Diagnostics;

namespace Autograd.Core;

/// <summary>
/// The threads that help with large loops, one less than there are processors. Whoever calls works along and never waits for a thread that
/// has not started; while one caller has the workers, others do their work alone. Chunks are cut by size only, so no result depends on who
/// does which.
/// </summary>
internal static class Workers
{
    /// <summary>Elements of an elementwise loop to be worth a second thread.</summary>
    public const int Serial = 1 << 16;

    /// <summary>As many are worth handing over: whole lanes, and whole cache lines.</summary>
    public const int Chunk = 1 << 15;

    /// <summary>Multiply-adds of products to be worth a second thread.</summary>
    public const long Products = 1 << 20;

    // A worker watches for the next job so long before it sleeps: waking one takes longer than most gaps between the loops of a step.
    private static readonly long s_watch = Stopwatch.Frequency / 20_000;

    private static readonly object s_sleep = new();
    private static int s_taken;
    private static int s_started = 1;
    private static Job? s_job;
    private static int s_jobs;
    private static ulong s_sleeping;

    /// <summary>
    /// Whether the threads that would help a caller watch for work, as they do for a while after some: then they are there at once, and
    /// less of it is worth handing over.
    /// </summary>
    public static bool AreAwake => ThreadLimit.Current is > 1 and int threads && threads <= s_started && !AnySleeps(threads);

    /// <summary>Does all chunks, with the help of other threads where the caller's limit allows.</summary>
    public static void Run<C>(in C chunks, int count) where C : struct, IChunks
    {
        int threads = Math.Min(ThreadLimit.Current, count);
        if (threads <= 1 || Interlocked.CompareExchange(ref s_taken, 1, 0) != 0)
        {
            Alone(in chunks, count);
            return;
        }

        try
        {
            StartThreads();
            Job<C> job = Job<C>.Instance;
            job.Start(in chunks, count, threads);

            // From here until it is complete nothing may throw, for others work in the caller's memory.
            Announce(job, threads);
            job.Complete();
        }
        finally
        {
            Volatile.Write(ref s_taken, 0);
        }
    }

    /// <summary>Does all chunks, alone where so many multiply-adds are not worth another thread.</summary>
    public static void Run<C>(in C chunks, int count, long products) where C : struct, IChunks
    {
        if (products >= Products)
        {
            Run(in chunks, count);
        }
        else
        {
            Alone(in chunks, count);
        }
    }

    private static void Alone<C>(in C chunks, int count) where C : struct, IChunks
    {
        C alone = chunks;
        for (int chunk = 0; chunk < count; chunk++)
        {
            alone.Run(chunk);
        }
    }

    // Called by the one who has the workers. Where the system refuses a thread there are fewer of them: nobody waits for one.
    private static void StartThreads()
    {
        for (; s_started < Environment.ProcessorCount; s_started++)
        {
            int number = s_started;
            try
            {
                new Thread(() => Work(number)) { IsBackground = true, Name = $"Autograd worker {number}" }.Start();
            }
            catch (OutOfMemoryException)
            {
                return;
            }
        }
    }

    // Of more than 64 threads the last ones share a bit.
    private static ulong Bit(int thread) => 1UL << Math.Min(thread, 63);

    private static bool AnySleeps(int threads) => (Volatile.Read(ref s_sleeping) & (threads > 63 ? ulong.MaxValue : Bit(threads) - 1)) != 0;

    private static void Announce(Job job, int threads)
    {
        s_job = job;

        // A full fence: a worker either sees the new number before it sleeps, or is seen sleeping here.
        Interlocked.Increment(ref s_jobs);
        if (AnySleeps(threads))
        {
            Wake();
        }
    }

    // An interrupt that comes while it waits for the lock is kept for the caller's next wait after the job.
    private static void Wake()
    {
        bool interrupted = false;
        for (bool woken = false; !woken;)
        {
            try
            {
                lock (s_sleep)
                {
                    Monitor.PulseAll(s_sleep);
                    woken = true;
                }
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private static void Work(int thread)
    {
        for (int seen = 0; ;)
        {
            seen = Next(seen, Bit(thread));
            Volatile.Read(ref s_job)!.Join(thread);
        }
    }

    // Waits until there is a job after the ones seen, and returns its number.
    private static int Next(int seen, ulong bit)
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
            Interlocked.Or(ref s_sleeping, bit);
            while (Volatile.Read(ref s_jobs) == seen)
            {
                Monitor.Wait(s_sleep);
            }

            Interlocked.And(ref s_sleeping, ~bit);
            return Volatile.Read(ref s_jobs);
        }
    }
}
