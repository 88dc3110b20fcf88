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
    private readonly BufferPool _pool;
    private TensorBuffer? _owned;
    private TensorScope? _outer;
    private bool _disposed;

    /// <summary>Opens a scope inside the one that is open on this thread, if any.</summary>
    /// <exception cref="InvalidOperationException">256 scopes or tapes are open on this thread: some were not disposed.</exception>
    public TensorScope()
        : this(ThreadState.Current)
    {
    }

    internal TensorScope(ThreadState state)
    {
        _pool = state.Pool;
        _outer = state.Scope;
        _depth = _outer is null ? 1 : _outer._depth + 1;
        if (_depth > Deepest)
        {
            throw new InvalidOperationException($"{Deepest} scopes or tapes are open on this thread: some were not disposed. Write 'using var tape = new Tape();'.");
        }

        state.Scope = this;
    }

    /// <summary>Gives all buffers back; what was computed inside cannot be touched any more.</summary>
    public void Dispose() => Close(ThreadState.Current);

    /// <summary>The same on the thread whose state is given.</summary>
    internal void Close(ThreadState state)
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (state.Scope == this)
        {
            state.Scope = _outer;
        }
        else
        {
            Unlink(state);
        }

        while (_owned is { } buffer)
        {
            _owned = buffer.Next;
            buffer.Generation++;
            state.Pool.Return(buffer);
        }

        state.Pool.ScopeClosed();
    }

    internal TensorBuffer Rent(long bytes)
    {
        TensorBuffer buffer = _pool.Rent(bytes);
        buffer.Next = _owned;
        _owned = buffer;
        return buffer;
    }

    // Disposed while an inner scope is still open: the inner one stays, without this one around it.
    private void Unlink(ThreadState state)
    {
        for (TensorScope? scope = state.Scope; scope is not null; scope = scope._outer)
        {
            if (scope._outer == this)
            {
                scope._outer = _outer;
                return;
            }
        }
    }
}
