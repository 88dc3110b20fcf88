using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// Records what is computed from watched tensors, in the order of computation, and walks the list back to differentiate it (reverse mode;
/// Linnainmaa 1970). What is computed while it is open belongs to it: disposing it gives the buffers back to a pool, while parameters,
/// gradients and detached copies live on. A tape belongs to the thread that made it, and the innermost open one records.
/// </summary>
/// <example><code>
/// using var tape = new Tape();
/// tape.Watch(x);
/// tape.Backward((x * x).Sum());
/// </code></example>
public sealed partial class Tape : IDisposable
{
    private readonly ThreadState _state = ThreadState.Current;
    private readonly TensorScope _scope;
    private Tape? _around, _next;
    private TapeRecord[] _records;
    private int _count, _walks;
    private List<Tensor>? _watched, _leafSeeds;
    private int _pauses;
    private bool _disposed;

    /// <summary>Opens a tape on this thread; it records until it is disposed.</summary>
    /// <param name="guard">
    /// Whether the first op whose result or gradient is not finite is an error that names it, the module it is in and the line of your code
    /// that called it. That is slow, and costs nothing where it is not asked for. What is meant to be infinite is computed inside
    /// <see cref="NonFinite.Allow"/>.
    /// </param>
    /// <param name="file">The place that opens it, which the compiler states: a message names it where tapes are left open.</param>
    /// <param name="line">The line in the file.</param>
    /// <exception cref="InvalidOperationException">256 tapes or scopes are open on this thread: some were not disposed.</exception>
    public Tape(bool guard = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _scope = new(_state, file, line, isTape: true);
        _around = _state.Open;
        _next = _state.Tape;
        _records = _state.TakeRecords();
        _state.Open = _state.Tape = this;
        Guard = guard ? new(this) : null;
    }

    /// <summary>The tape that records on this thread, or null.</summary>
    internal static Tape? Current => ThreadState.Current.Tape;

    /// <summary>
    /// Whether the tape also lists every computation in <see cref="Calls"/>, on what it does not watch and without a gradient too, for an
    /// exporter. Composed ops are listed as what they are made of.
    /// </summary>
    public bool Traces
    {
        get => Trace is not null;
        init => Trace = value ? [] : null;
    }

    /// <summary>What a tracing tape has seen, in the order of computation.</summary>
    /// <exception cref="InvalidOperationException">The tape does not trace: it was opened without <see cref="Traces"/>.</exception>
    public IReadOnlyList<TracedCall> Calls =>
        Trace ?? throw new InvalidOperationException("Calls: the tape does not trace. Open it as new Tape { Traces = true }.");

    internal List<TracedCall>? Trace { get; private set; }

    /// <summary>What refuses numbers that are not finite, if anything does.</summary>
    internal Guard? Guard { get; }

    /// <summary>The tape of which this one computes a part for itself; what that one tracks, this one does too.</summary>
    internal Tape? Whole { get; init; }

    /// <summary>Whether parameters that it does not watch are constants to it.</summary>
    internal bool OnlyWatches { get; init; }

    /// <summary>What is recorded.</summary>
    internal ReadOnlySpan<TapeRecord> Records => _records.AsSpan(0, _count);

    /// <summary>Whether pullbacks are at work.</summary>
    internal bool IsWalking => _walks > 0;

    /// <summary>The thread it is open on, or null if it is closed or the thread has ended.</summary>
    internal ThreadState? OpenOn => _disposed || _state.HasEnded ? null : _state;

    /// <summary>The number of recorded computations.</summary>
    public int Count => _count;

    /// <summary>What it holds.</summary>
    public override string ToString() => _disposed ? "Tape(disposed)" : $"Tape({_count} computations, {_watched?.Count ?? 0} watched)";

    /// <summary>
    /// Makes this tape record what is computed from a tensor from now on, and <see cref="Backward"/> accumulate its gradient.
    /// </summary>
    /// <param name="tensor">A tensor of floating-point numbers.</param>
    /// <returns>The same tensor.</returns>
    /// <exception cref="ArgumentException">The tensor has no floating-point elements.</exception>
    /// <exception cref="InvalidOperationException">The tape is used from another thread than the one that made it.</exception>
    public Tensor Watch(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ExpectUsable();
        if (!tensor.DType.IsFloat())
        {
            throw new ArgumentException($"Watch: a tensor of {tensor.DType} has no gradient; expected Float32 or Float64.", nameof(tensor));
        }

        if (!tensor.IsWatchedBy(this))
        {
            tensor.AsLeaf().Add(this);
            (_watched ??= []).Add(tensor);
        }

        return tensor;
    }

    /// <summary>
    /// Stops the recording until the result is disposed; what is computed meanwhile is a constant to this tape, and still belongs to it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tape is used from another thread, or is not the innermost open one.</exception>
    public TapePause Pause()
    {
        ExpectUsable();
        return _state.Tape == this ? new TapePause(this)
            : throw new InvalidOperationException("Pause: this is not the tape that records now; pause the innermost open one.");
    }

    /// <summary>Closes the tape: the one around it records again, and what was computed inside cannot be touched any more.</summary>
    /// <exception cref="InvalidOperationException">
    /// Called from another thread than the one that made the tape, or by an op or a pullback while the tape waits for it.
    /// </exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        ExpectUsable();
        if (_walks > 0 || IsInsideOp)
        {
            throw new InvalidOperationException("Dispose: the tape is at work, in an op or on the way back; close it when that is done.");
        }

        _disposed = true;
        if (_state.Open == this)
        {
            (_state.Open, _state.Tape) = (_around, _next);
        }
        else
        {
            Tape inner = Inner();
            (inner._around, inner._next) = (_around, inner._next == this ? _next : inner._next);
        }

        _watched?.ForEach(tensor => tensor.AsLeaf().Remove(this));
        _state.Keep(_records, _count);
        (_records, _count, _watched, _leafSeeds, _around, _next) = ([], 0, null, null, null, null);
        _scope.Close();
        Guard?.Dispose();
    }

    /// <summary>
    /// Closes every tape and <see cref="TensorScope"/> that is open on this thread: the way out where some were left open, in a notebook,
    /// say, or after a test that failed.
    /// </summary>
    public static void CloseAll() => ThreadState.Current.CloseAll();

    /// <summary>Whether an op is computing its value; what it calls for that is not recorded.</summary>
    internal bool IsInsideOp { get; set; }

    /// <summary>Whether it is paused, and whether it ever was.</summary>
    internal bool IsPaused => _pauses % 2 == 1;
    internal bool WasPaused => _pauses > 0;

    /// <summary>Whether a gradient was returned whose computation was not recorded.</summary>
    internal bool HasPlainGradients { get; private set; }

    /// <summary>Lets nobody record, and numbers the pause: it is odd until the tape resumes.</summary>
    internal int Stop()
    {
        _state.Tape = null;
        return ++_pauses;
    }

    /// <summary>
    /// Ends a pause, once: this tape records again, now, or when the one that was opened meanwhile closes; never, if it is closed itself.
    /// </summary>
    internal void Resume(int pause)
    {
        if (pause != _pauses || _disposed)
        {
            return;
        }

        _pauses++;
        if (_state.Open == this)
        {
            _state.Tape = this;
        }
        else
        {
            Inner()._next = this;
        }
    }

    internal bool IsTracked(Tensor tensor) =>
        tensor.Tape == this || (tensor.RequiresGrad && !OnlyWatches) || tensor.IsWatchedBy(this) || Whole?.IsTracked(tensor) == true;

    /// <summary>Whether a tensor that is tracked has its gradient accumulated.</summary>
    internal bool Collects(Tensor tensor) => tensor.Tape != this || tensor.RequiresGrad || tensor.IsWatchedBy(this);

    internal bool IsTracked(ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
        {
            if (tensor is not null && IsTracked(tensor))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Appends a call, and returns its first output as the tape knows it.</summary>
    internal Tensor Record(Op op, ReadOnlySpan<Tensor> inputs, Tensor output, ref OpCall.Leavings leavings)
    {
        int first = _count;
        if (leavings.Outputs is not { } outputs)
        {
            // Integers and truth values do not move with what they are computed from: the way back ends there.
            if (output.DType.IsFloat())
            {
                output = Append(inputs, output);
                _records[first].Fill(op, inputs, leavings);
            }

            return output;
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            (outputs[i] = Append(inputs, outputs[i])).Maker = op;
        }

        _records[first].Fill(op, inputs, leavings);
        return outputs[0];
    }

    // A tensor has one record. One that was there before the call, an input that is returned as it came, say, is another result in the same
    // memory.
    private Tensor Append(ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        if (output.IsOnTape || output.RequiresGrad || output.IsAmong(inputs))
        {
            output = output.View(output.Shape);
        }

        if (_count == _records.Length)
        {
            Array.Resize(ref _records, 2 * _count);
        }

        _records[_count].Output = output;
        output.Tape = output.DType.IsFloat() ? this : null;
        output.Node = _count++;
        return output;
    }

    // The tape that was opened inside this one.
    private Tape Inner()
    {
        Tape inner = _state.Open!;
        while (inner._around != this)
        {
            inner = inner._around!;
        }

        return inner;
    }

    private void ExpectUsable([CallerMemberName] string caller = "")
    {
        if (_disposed)
        {
            throw new ObjectDisposedException(nameof(Tape),
                $"{caller}: the tape was disposed, and what it recorded is gone. Use it before its 'using' block ends, or open a new one " +
                "and compute again.");
        }

        _state.ExpectThread(caller, "tape");
    }
}
