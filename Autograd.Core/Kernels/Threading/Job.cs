using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>Work cut into chunks that may be done in any order and by any thread, each chunk once.</summary>
internal interface IChunks
{
    void Run(int chunk);
}

/// <summary>What the threads share of one piece of work. A job is used again and again, by one caller at a time.</summary>
/// <remarks>
/// Each thread has a part of the chunks, the same stretch of them in every job, for what it wrote in one loop and reads in the next is
/// still near it; from another core's cache it may come at a third of the speed. Whoever is done takes from the end of the others' parts.
/// </remarks>
internal abstract class Job
{
    private readonly Part[] _parts = new Part[Environment.ProcessorCount];
    private int _threads;
    private int _unfinished;
    private ExceptionDispatchInfo? _failure;

    // Chunks can be claimed once their part is set: by then everything else is.
    protected void Begin(int count, int threads)
    {
        _failure = null;
        Volatile.Write(ref _threads, threads);
        Volatile.Write(ref _unfinished, count);
        for (int i = 0; i < threads; i++)
        {
            _parts[i].Set((int)((long)count * i / threads), (int)((long)count * (i + 1) / threads));
        }
    }

    /// <summary>Works along as this thread, the caller being number 0, if so many are wanted.</summary>
    public void Join(int thread)
    {
        if (thread < Volatile.Read(ref _threads))
        {
            Work(thread);
        }
    }

    /// <summary>Claims chunks until there are none left.</summary>
    protected void Work(int thread)
    {
        while (_parts[thread].TryTakeFirst(out int chunk))
        {
            Do(chunk);
        }

        for (int i = 1; i < _parts.Length; i++)
        {
            while (_parts[(thread + i) % _parts.Length].TryTakeLast(out int chunk))
            {
                Do(chunk);
            }
        }
    }

    /// <summary>
    /// Waits for the chunks that others have claimed, whatever happens: each is being worked on, in memory that the caller lends. Spinning
    /// and yielding cannot be interrupted, sleeping can, be it for no time at all.
    /// </summary>
    /// <exception cref="Exception">What a chunk threw, on whichever thread.</exception>
    protected void Finish()
    {
        SpinWait spin = default;
        while (Volatile.Read(ref _unfinished) > 0)
        {
            if (spin.NextSpinWillYield)
            {
                Thread.Yield();
            }
            else
            {
                spin.SpinOnce();
            }
        }

        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    protected abstract void Run(int chunk);

    private void Do(int chunk)
    {
        try
        {
            Run(chunk);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }

        Interlocked.Decrement(ref _unfinished);
    }

    /// <summary>
    /// The chunks of a thread that nobody has claimed: the first of them and the one behind the last, in one word on a cache line of its
    /// own.
    /// </summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Part
    {
        private long _range;

        public void Set(int first, int end) => Volatile.Write(ref _range, Range(first, end));

        public bool TryTakeFirst(out int chunk) => TryTake(1, 0, out chunk);

        public bool TryTakeLast(out int chunk) => TryTake(0, 1, out chunk);

        private bool TryTake(int fromFront, int fromBack, out int chunk)
        {
            for (long range = Volatile.Read(ref _range); ;)
            {
                int first = (int)range, end = (int)(range >> 32);
                chunk = fromBack > 0 ? end - 1 : first;
                if (first >= end)
                {
                    return false;
                }

                long found = Interlocked.CompareExchange(ref _range, Range(first + fromFront, end - fromBack), range);
                if (found == range)
                {
                    return true;
                }

                range = found;
            }
        }

        private static long Range(int first, int end) => ((long)end << 32) | (uint)first;
    }
}

/// <summary>The job of one kind of work.</summary>
internal sealed class Job<C> : Job where C : struct, IChunks
{
    private C _chunks;

    /// <summary>Used by the one caller that has the workers.</summary>
    public static Job<C> Instance { get; } = new();

    public void Start(in C chunks, int count, int threads)
    {
        _chunks = chunks;
        Begin(count, threads);
    }

    public void Complete()
    {
        Work(0);
        try
        {
            Finish();
        }
        finally
        {
            _chunks = default;
        }
    }

    protected override void Run(int chunk) => _chunks.Run(chunk);
}
