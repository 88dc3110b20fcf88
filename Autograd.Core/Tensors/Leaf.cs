namespace Autograd.Core;

/// <summary>
/// What a tensor has that gradients are delivered to: memory for them, and the tapes that watch it. It is apart, so that the many tensors
/// that ops make are small.
/// </summary>
internal sealed class Leaf
{
    // None, one, or an array of several: nearly always it is one at most. Threads watch the same tensor side by side.
    private object? _watchers;

    /// <summary>Where the gradient is, or was before it was forgotten; null before the first.</summary>
    public Tensor? Grad { get; set; }

    /// <summary>The rows of the gradient that are not zero, where it is sparse by rows.</summary>
    public RowSet? Rows { get; set; }

    /// <summary>Who sees the gradient, or changes it, before it goes on.</summary>
    public GradientHooks? Hooks { get; set; }

    /// <summary>Whether an open tape watches the tensor.</summary>
    public bool IsWatched => _watchers is not null;

    /// <summary>Whether this tape does. It looks once: a moment later another array may be there, with this tape in it too.</summary>
    public bool IsWatchedBy(Tape tape)
    {
        object? watchers = Volatile.Read(ref _watchers);
        return watchers == tape || (watchers is Tape[] several && Array.IndexOf(several, tape) >= 0);
    }

    /// <summary>The open tapes that watch the tensor.</summary>
    public Tape[] Watchers => List(Volatile.Read(ref _watchers));

    /// <summary>Makes a tape one that watches the tensor.</summary>
    public void Add(Tape tape)
    {
        if (Interlocked.CompareExchange(ref _watchers, tape, null) is not null)
        {
            Change(tape, [tape]);
        }
    }

    /// <summary>Makes it no longer one.</summary>
    public void Remove(Tape tape)
    {
        if (Interlocked.CompareExchange(ref _watchers, null, tape) != tape)
        {
            Change(tape, []);
        }
    }

    private static Tape[] List(object? watchers) => watchers switch { Tape one => [one], Tape[] several => several, _ => [] };

    private void Change(Tape tape, Tape[] added)
    {
        object? before, after;
        do
        {
            before = Volatile.Read(ref _watchers);
            Tape[] tapes = [.. Array.FindAll(List(before), other => other != tape && other.OpenOn is not null), .. added];
            after = tapes switch { [] => null, [var one] => one, _ => tapes };
        }
        while (Interlocked.CompareExchange(ref _watchers, after, before) != before);
    }
}
