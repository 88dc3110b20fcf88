using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// What a thread has of its own: the tape that records, the scope that owns what is computed, the pool of buffers, and what the last tape
/// left for the next. All in one place, for each way to a thread's own memory costs as much as a small loop.
/// </summary>
internal sealed class ThreadState
{
    // A tape of more records than this is large; its room is kept for so many tapes that need less than a quarter.
    private const int LargeTape = 1024, ClosingsKept = 128;

    [ThreadStatic]
    private static ThreadState? s_current;

    public static ThreadState Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_current ?? First();
    }

    private readonly Thread _thread = System.Threading.Thread.CurrentThread;
    private TapeRecord[]? _records;
    private int _small;

    /// <summary>The thread's number, to name it in messages.</summary>
    public int Thread => _thread.ManagedThreadId;

    /// <summary>Whether the thread has ended: what it left open is used by nobody any more, and anybody may close it.</summary>
    public bool HasEnded => !_thread.IsAlive;

    /// <summary>Where its buffers come from and go to; a thread that lives shortly may be lent another's.</summary>
    public BufferPool Pool { get; set; } = new();

    /// <summary>The tape that records, or null.</summary>
    public Tape? Tape { get; set; }

    /// <summary>The innermost tape that is open, whether it records or is paused, or null.</summary>
    public Tape? Open { get; set; }

    /// <summary>The innermost open scope, or null.</summary>
    public TensorScope? Scope { get; set; }

    /// <summary>Room for records.</summary>
    public TapeRecord[] TakeRecords()
    {
        TapeRecord[] records = _records ?? new TapeRecord[16];
        _records = null;
        return records;
    }

    /// <summary>Keeps a closed tape's room for the next one, unless the last tapes have needed little of it.</summary>
    public void Keep(TapeRecord[] records, int used)
    {
        Array.Clear(records, 0, used);
        _small = records.Length > LargeTape && used < records.Length / 4 ? _small + 1 : 0;
        _records = records;
        if (_small >= ClosingsKept)
        {
            (_records, SparePending) = (null, null);
        }
    }

    /// <summary>Room for the gradients that are on their way, by the record that made what they are of.</summary>
    public Tensor?[]? SparePending { get; set; }

    /// <summary>The same for so many. Not two at a time: a pullback may differentiate another value meanwhile.</summary>
    public Tensor?[] TakePending(int count)
    {
        Tensor?[]? spare = SparePending;
        SparePending = null;
        return spare is not null && spare.Length >= count ? spare : new Tensor?[Math.Max(16, 2 * count)];
    }

    /// <summary>Throws on another thread than this one, but where it has ended and something it left open is closed.</summary>
    public void ExpectThread(string caller, string what)
    {
        if (this != Current && !(HasEnded && caller == nameof(IDisposable.Dispose)))
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
            if (input is { IsOnTape: true } && input.OpenElsewhere(this) is { } other)
            {
                throw new InvalidOperationException(
                    $"{op.Name}: an input of shape {input.Shape} is on the open tape of thread {other.Thread}, and this thread, " +
                    $"{Thread}, has none, so a gradient would be lost. Make a tape on each thread, or pass a Detach()ed copy.");
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
