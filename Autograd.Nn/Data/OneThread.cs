namespace Autograd.Nn;

/// <summary>
/// Lets one thread at a time use what has a place that every use moves. Others are refused, not made to wait: which of them would get which
/// samples were left to chance.
/// </summary>
/// <param name="what">What is used, for the message.</param>
internal sealed class OneThread(string what)
{
    private readonly Lock _lock = new();
    private int _uses;
    private int _thread;

    /// <summary>Begins a use, which ends when the result is disposed. On one thread there may be several at a time.</summary>
    /// <exception cref="InvalidOperationException">Another thread is using it.</exception>
    public Use Begin()
    {
        int thread = Environment.CurrentManagedThreadId;
        lock (_lock)
        {
            if (_uses > 0 && _thread != thread)
            {
                throw new InvalidOperationException(
                    $"{what}: thread {_thread} is using it, and thread {thread} cannot meanwhile. Give each thread one of its own, " +
                    "or draw the batches on one thread and hand them to the others.");
            }

            _uses++;
            _thread = thread;
        }

        return new(this);
    }

    private void End()
    {
        lock (_lock)
        {
            _uses--;
        }
    }

    internal readonly struct Use(OneThread? of) : IDisposable
    {
        public void Dispose() => of?.End();
    }
}
