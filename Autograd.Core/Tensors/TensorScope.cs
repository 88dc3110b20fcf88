using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// Owns what ops compute on this thread until it is disposed, and then gives the buffers back to a pool, so that a steady inference loop
/// allocates none. Tensors computed inside must not be used afterwards: keep a value with <see cref="Tensor.Detach"/>,
/// <see cref="Tensor.ToArray{T}"/> or <see cref="Tensor.Item"/>. A <see cref="Tape"/> is such a scope too.
/// </summary>
public sealed class TensorScope : IDisposable
{
    private const int Deepest = 256;

    private readonly int _depth;
    private readonly ThreadState _state;
    private readonly string _file;
    private readonly int _line;
    private TensorBuffer? _owned;
    private TensorScope? _outer;
    private readonly bool _isTape;
    private bool _disposed;

    /// <summary>Opens a scope inside the one that is open on this thread, if any.</summary>
    /// <param name="file">The place that opens it, which the compiler states: a message names it where scopes are left open.</param>
    /// <param name="line">The line in the file.</param>
    /// <exception cref="InvalidOperationException">256 scopes or tapes are open on this thread: some were not disposed.</exception>
    public TensorScope([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        : this(ThreadState.Current, file, line)
    {
    }

    internal TensorScope(ThreadState state, string file, int line, bool isTape = false)
    {
        _isTape = isTape;
        _state = state;
        _file = file;
        _line = line;
        _outer = state.Scope;
        _depth = _outer is null ? 1 : _outer._depth + 1;
        if (_depth > Deepest)
        {
            throw TooDeep();
        }

        state.Scope = this;
    }

    /// <summary>Gives all buffers back; what was computed inside cannot be touched any more.</summary>
    /// <exception cref="InvalidOperationException">Called from another thread than the one that made the scope.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _state.ExpectThread(nameof(Dispose), "scope");
        Close();
    }

    /// <summary>The same, where the thread is known to be the one that made it.</summary>
    internal void Close()
    {
        Leave();
        BufferPool pool = _state.Pool;
        for (TensorBuffer? buffer = _owned, next; buffer is not null; buffer = next)
        {
            next = buffer.Next;
            buffer.Generation++;
            pool.Return(buffer);
        }

        _owned = null;
        pool.ScopeClosed();
    }

    /// <summary>
    /// Takes the scope off its thread: it owns what was computed inside until <see cref="Revoke"/> and <see cref="GiveBack"/>, or for good.
    /// </summary>
    internal void Leave()
    {
        _disposed = true;
        if (_state.Scope == this)
        {
            _state.Scope = _outer;
        }
        else
        {
            Unlink();
        }
    }

    /// <summary>What was computed inside cannot be touched any more, whoever says so.</summary>
    internal void Revoke()
    {
        for (TensorBuffer? buffer = _owned; buffer is not null; buffer = buffer.Next)
        {
            buffer.Generation++;
        }
    }

    /// <summary>Gives what was revoked to a pool of the caller's thread.</summary>
    internal void GiveBack(BufferPool pool)
    {
        for (TensorBuffer? buffer = _owned, next; buffer is not null; buffer = next)
        {
            next = buffer.Next;
            pool.Return(buffer);
        }

        _owned = null;
        pool.ScopeClosed();
    }

    /// <summary>A buffer from this thread's pool, to which it goes back when the scope is closed.</summary>
    internal TensorBuffer Rent(BufferPool pool, long bytes)
    {
        TensorBuffer buffer = pool.Rent(bytes);
        buffer.Next = _owned;
        _owned = buffer;
        return buffer;
    }

    private InvalidOperationException TooDeep()
    {
        TensorScope oldest = this;
        while (oldest._outer is { } outer)
        {
            oldest = outer;
        }

        return new(
            $"{Deepest} scopes or tapes are open on this thread: some were not disposed. The oldest was opened in " +
                $"{Path.GetFileName(oldest._file)}, " +
            $"line {oldest._line}: write 'using var {(oldest._isTape ? "tape = new Tape" : "scope = new TensorScope")}();' there. " +
            "Tape.CloseAll() closes what is open.");
    }

    // Disposed while an inner scope is still open: the inner one stays, without this one around it.
    private void Unlink()
    {
        for (TensorScope? scope = _state.Scope; scope is not null; scope = scope._outer)
        {
            if (scope._outer == this)
            {
                scope._outer = _outer;
                return;
            }
        }
    }
}
