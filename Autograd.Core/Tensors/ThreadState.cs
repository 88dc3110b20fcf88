using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// What a thread has of its own: the tape that records, the scope that owns what is computed, the pool of buffers, and what the last tape
/// left for the next. All in one place, for each way to a thread's own memory costs as much as a small loop.
/// </summary>
internal sealed class ThreadState
{
    [ThreadStatic]
    private static ThreadState? s_current;

    public static ThreadState Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_current ?? First();
    }

    /// <summary>The thread's number, to name it in messages.</summary>
    public int Thread { get; } = Environment.CurrentManagedThreadId;

    public BufferPool Pool { get; } = new();

    /// <summary>The tape that records, or null.</summary>
    public Tape? Tape { get; set; }

    /// <summary>The innermost tape that is open, whether it records or is paused, or null.</summary>
    public Tape? Open { get; set; }

    /// <summary>The innermost open scope, or null.</summary>
    public TensorScope? Scope { get; set; }

    /// <summary>Room for records.</summary>
    public TapeRecord[]? SpareRecords { get; set; }

    /// <summary>Room for the gradients that are on their way, by the record that made what they are of.</summary>
    public Tensor?[]? SparePending { get; set; }

    /// <summary>Throws on another thread than this one.</summary>
    public void ExpectThread(string caller, string what)
    {
        if (this != Current)
        {
            throw new InvalidOperationException(
                $"{caller}: the {what} belongs to thread {Thread} and is used from thread {Environment.CurrentManagedThreadId}. " +
                "Make a tape on each thread, and do not await while one is open.");
        }
    }

    /// <summary>
    /// Throws if another thread's open tape watches or recorded an input: this thread has none, and would lose the input's share of the
    /// gradient.
    /// </summary>
    public void ExpectNotForeign(Op op, ReadOnlySpan<Tensor> inputs)
    {
        foreach (Tensor input in inputs)
        {
            if (input is not null && (input.Tape?.OpenOn ?? input.Watcher?.OpenOn) is { } other)
            {
                throw new InvalidOperationException(
                    $"{op.Name}: an input of shape {input.Shape} is on the open tape of thread {other.Thread}, and this thread, " +
                        $"{Thread}, has none, " +
                    "so a gradient would be lost. Make a tape on each thread, or pass a Detach()ed copy.");
            }
        }
    }

    /// <summary>Closes all tapes and scopes, from the innermost on.</summary>
    public void CloseAll()
    {
        while (Open is { } tape)
        {
            tape.Dispose();
        }

        while (Scope is { } scope)
        {
            scope.Dispose();
        }
    }

    private static ThreadState First() => s_current = new();
}
