using System.Runtime.ExceptionServices;

namespace Autograd.Core;

/// <summary>Work cut into chunks that may be done in any order and by any thread, each chunk once.</summary>
internal interface IChunks
{
    void Run(int chunk);
}

/// <summary>What the threads share of one piece of work. A job is used again and again, by one caller at a time.</summary>
internal abstract class Job
{
    private int _count;

    // Chunks nobody has claimed, and chunks that are not done. A claim takes one away: whoever is left with a number below zero, and be it
    // a thread that comes late from the job's last use, has got nothing.
    private int _unclaimed = -1;
    private int _unfinished;

    // How many threads may still join the caller.
    private int _seats;
    private ExceptionDispatchInfo? _failure;

    protected void Begin(int count, int helpers)
    {
        _count = count;
        _failure = null;
        Volatile.Write(ref _seats, helpers);
        Volatile.Write(ref _unfinished, count);
        Volatile.Write(ref _unclaimed, count);
    }

    /// <summary>Works along, if there is a seat.</summary>
    public void Join()
    {
        if (Volatile.Read(ref _seats) > 0 && Interlocked.Decrement(ref _seats) >= 0)
        {
            Work();
        }
    }

    /// <summary>Claims chunks until there are none left.</summary>
    protected void Work()
    {
        while (Volatile.Read(ref _unclaimed) > 0 && Interlocked.Decrement(ref _unclaimed) is >= 0 and int left)
        {
            try
            {
                Run(_count - 1 - left);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }

            Interlocked.Decrement(ref _unfinished);
        }
    }

    /// <summary>Waits for the chunks that others have claimed: each is being worked on.</summary>
    protected void Finish()
    {
        SpinWait spin = default;
        while (Volatile.Read(ref _unfinished) > 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        _failure?.Throw();
    }

    protected abstract void Run(int chunk);
}

/// <summary>The job of one kind of work.</summary>
internal sealed class Job<C> : Job where C : struct, IChunks
{
    private C _chunks;

    /// <summary>Used by the one caller that has the workers.</summary>
    public static Job<C> Instance { get; } = new();

    public void Start(in C chunks, int count, int helpers)
    {
        _chunks = chunks;
        Begin(count, helpers);
    }

    public void Complete()
    {
        Work();
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
