namespace Autograd.Core;

/// <summary>
/// Sets how many threads the ops called on this thread may use, until it is disposed; without one it is as many as the process has
/// processors. No result depends on it, not by a bit: it only says who computes what.
/// </summary>
/// <example><code>
/// using var limit = new ThreadLimit(1);
/// </code></example>
public sealed class ThreadLimit : IDisposable
{
    [ThreadStatic]
    private static ThreadLimit? s_current;

    private readonly int _threads;
    private readonly int _owner = Environment.CurrentManagedThreadId;
    private ThreadLimit? _outer;
    private bool _disposed;

    /// <summary>Sets the limit for this thread, inside the one that holds now, if any.</summary>
    /// <param name="threads">How many threads an op may use, the calling one among them. More than there are processors means all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public ThreadLimit(int threads)
    {
        if (threads < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(threads),
                FormattableString.Invariant($"ThreadLimit: threads is {threads}; expected at least 1, the calling thread."));
        }

        _threads = threads;
        _outer = s_current;
        s_current = this;
    }

    /// <summary>How many threads an op called on this thread may use now.</summary>
    public static int Current => Math.Min(s_current?._threads ?? int.MaxValue, OfProcess);

    /// <summary>How many threads there may be on whichever thread: fewer than processors where other processes share them.</summary>
    internal static int OfProcess { get; set; } = Environment.ProcessorCount;

    /// <summary>Ends the limit: the one around it holds again.</summary>
    /// <exception cref="InvalidOperationException">Called from another thread than the one that set the limit.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (_owner != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException(
                $"ThreadLimit: it was set on thread {_owner} and is disposed on thread {Environment.CurrentManagedThreadId}. Dispose it " +
                    "where it was made.");
        }

        _disposed = true;
        if (s_current == this)
        {
            s_current = _outer;
            return;
        }

        for (ThreadLimit? inner = s_current; inner is not null; inner = inner._outer)
        {
            if (inner._outer == this)
            {
                inner._outer = _outer;
                return;
            }
        }
    }
}
