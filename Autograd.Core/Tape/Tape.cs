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
public sealed class Tape : IDisposable
{
    [ThreadStatic]
    private static Tape? s_current;

    [ThreadStatic]
    private static TapeRecord[]? s_spare;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly TensorScope _scope = new();
    private Tape? _outer;
    private TapeRecord[] _records;
    private int _count;
    private HashSet<Tensor>? _watched;
    private bool _disposed;

    /// <summary>Opens a tape on this thread; it records until it is disposed.</summary>
    public Tape()
    {
        _outer = s_current;
        _records = s_spare ?? new TapeRecord[16];
        s_spare = null;
        s_current = this;
    }

    /// <summary>The tape that records on this thread, or null.</summary>
    internal static Tape? Current => s_current;

    /// <summary>The number of recorded computations.</summary>
    public int Count => _count;

    /// <summary>Makes this tape record what is computed from a tensor from now on, and <see cref="Backward"/> accumulate its gradient.</summary>
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

        tensor.IsWatched = true;
        (_watched ??= new(ReferenceEqualityComparer.Instance)).Add(tensor);
        return tensor;
    }

    /// <summary>
    /// Differentiates a recorded value and adds the gradients to the <see cref="Tensor.Grad"/> of every watched tensor and parameter it was
    /// computed from.
    /// </summary>
    /// <param name="value">What to differentiate, usually a loss: a tensor with one element, unless an upstream gradient is given.</param>
    /// <param name="upstream">The gradient of the final result by <paramref name="value"/>, of its shape; 1 where not given.</param>
    /// <exception cref="ArgumentException">The value has more than one element and there is no upstream gradient, or the tape did not record it.</exception>
    /// <exception cref="InvalidOperationException">A recorded input was changed in place since, or the tape is used from another thread.</exception>
    public void Backward(Tensor value, Tensor? upstream = null) => Walk(value, upstream, createGraph: false, targets: null, gradients: []);

    /// <summary>Differentiates a recorded value by the given tensors and returns the gradients, touching no <see cref="Tensor.Grad"/>.</summary>
    /// <param name="value">What to differentiate; a tensor with one element, unless an upstream gradient is given.</param>
    /// <param name="by">Watched tensors, parameters, or intermediate results of this tape.</param>
    /// <param name="upstream">The gradient of the final result by <paramref name="value"/>; 1 where not given.</param>
    /// <param name="createGraph">Whether the computation of the gradients is itself recorded, so that they can be differentiated again.</param>
    /// <returns>A gradient for each tensor, zeros where the value does not depend on it. They belong to the tape.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Backward"/>, or a tensor to differentiate by is not watched.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Backward"/>.</exception>
    public Tensor[] Gradient(Tensor value, IReadOnlyList<Tensor> by, Tensor? upstream = null, bool createGraph = false)
    {
        ArgumentNullException.ThrowIfNull(by);
        foreach (Tensor tensor in by)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(by));
            if (!IsTracked(tensor))
            {
                throw new ArgumentException($"Gradient: a tensor of shape {tensor.Shape} in 'by' is not on this tape. Watch it before computing with it.", nameof(by));
            }
        }

        var gradients = new Tensor?[by.Count];
        Walk(value, upstream, createGraph, by, gradients);
        for (int i = 0; i < gradients.Length; i++)
        {
            gradients[i] ??= Tensor.Zeros(by[i].Shape, by[i].DType);
        }

        return gradients!;
    }

    /// <summary>Stops the recording until the result is disposed; what is computed meanwhile is a constant to this tape, and still belongs to it.</summary>
    /// <exception cref="InvalidOperationException">The tape is used from another thread, or is not the innermost open one.</exception>
    public TapePause Pause()
    {
        ExpectUsable();
        return s_current == this
            ? new TapePause(this)
            : throw new InvalidOperationException("Pause: this is not the tape that records now; pause the innermost open one.");
    }

    /// <summary>Closes the tape: the one around it records again, and what was computed inside cannot be touched any more.</summary>
    /// <exception cref="InvalidOperationException">Called from another thread than the one that made the tape.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        ExpectUsable();
        _disposed = true;
        if (s_current == this)
        {
            s_current = _outer;
        }
        else
        {
            for (Tape? tape = s_current; tape is not null; tape = tape._outer)
            {
                tape._outer = tape._outer == this ? _outer : tape._outer;
            }
        }

        Array.Clear(_records, 0, _count);
        s_spare = _records;
        _records = [];
        _count = 0;
        _watched = null;
        _scope.Dispose();
    }

    /// <summary>Whether an op is computing its value; what it calls for that is not recorded.</summary>
    internal bool IsInsideOp { get; set; }

    /// <summary>Lets nobody record, or this tape again unless it was disposed meanwhile.</summary>
    internal void SetPaused(bool isPaused) => s_current = isPaused || _disposed ? null : this;

    internal bool IsTracked(Tensor tensor) =>
        tensor.Tape == this || tensor.RequiresGrad || (tensor.IsWatched && _watched is not null && _watched.Contains(tensor));

    internal void Record(Op op, ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        // Integers and truth values do not move with what they are computed from: the way back ends there.
        if (!output.DType.IsFloat())
        {
            return;
        }

        foreach (Tensor input in inputs)
        {
            if (IsTracked(input))
            {
                if (_count == _records.Length)
                {
                    Array.Resize(ref _records, 2 * _count);
                }

                _records[_count] = new(op, inputs, output);
                output.Tape = this;
                output.Node = _count++;
                return;
            }
        }
    }

    private void Walk(Tensor value, Tensor? upstream, bool createGraph, IReadOnlyList<Tensor>? targets, Tensor?[] gradients)
    {
        ExpectUsable();
        ArgumentNullException.ThrowIfNull(value);
        upstream = Seed(value, upstream);
        Tape? current = s_current;
        TensorScope? scope = _scope.Enter();
        s_current = createGraph ? this : null;
        var pending = new Tensor?[value.Node + 1];
        try
        {
            pending[value.Node] = upstream;
            Tensor?[] byInputs = new Tensor?[3];
            for (int node = value.Node; node >= 0; node--)
            {
                if (pending[node] is not { } arrived)
                {
                    continue;
                }

                TapeRecord record = _records[node];
                Deliver(record.Output, arrived, targets, gradients);
                record.ExpectUnchanged();
                ReadOnlySpan<Tensor> inputs = record.Inputs;
                if (inputs.Length > byInputs.Length)
                {
                    byInputs = new Tensor?[inputs.Length];
                }

                record.Op.PullBack(new(this, inputs, record.Output, arrived, byInputs, createGraph));
                for (int i = 0; i < inputs.Length; i++)
                {
                    if (byInputs[i] is { } gradient && IsTracked(inputs[i]))
                    {
                        gradient = Undo(record.Op, inputs[i], gradient);
                        if (inputs[i].Tape == this)
                        {
                            ref Tensor? slot = ref pending[inputs[i].Node];
                            slot = slot is null ? gradient : slot + gradient;
                        }
                        else
                        {
                            Deliver(inputs[i], gradient, targets, gradients);
                        }
                    }

                    byInputs[i] = null;
                }
            }
        }
        finally
        {
            TensorScope.Leave(scope);
            s_current = current;
        }
    }

    private Tensor Seed(Tensor value, Tensor? upstream)
    {
        if (value.Tape != this)
        {
            throw new ArgumentException(
                $"This tape did not record the value of shape {value.Shape} that is to be differentiated. Compute it while the tape is open, from a watched tensor or a parameter.",
                nameof(value));
        }

        if (upstream is null)
        {
            return value.Count == 1
                ? Tensor.Ones(value.Shape, value.DType)
                : throw new ArgumentException($"A value of shape {value.Shape} has no single gradient. Reduce it to one element, with Sum or Mean, or pass an upstream gradient of its shape.", nameof(value));
        }

        return upstream.Shape == value.Shape && upstream.DType == value.DType
            ? upstream
            : throw new ArgumentException($"The upstream gradient is {upstream.DType} {upstream.Shape}; expected the value's {value.DType} {value.Shape}.", nameof(upstream));
    }

    // Sums a gradient over the axes along which its input was broadcast.
    private static Tensor Undo(Op op, Tensor input, Tensor gradient)
    {
        if (gradient.DType != input.DType)
        {
            throw new InvalidOperationException($"{op.Name}: its pullback returned a gradient of {gradient.DType} for an input of {input.DType}.");
        }

        return gradient.Shape == input.Shape ? gradient : gradient.SumTo(input.Shape, op.Name);
    }

    // A gradient has reached a tensor that somebody asked for: the targets of Gradient, or what Backward accumulates into.
    private void Deliver(Tensor tensor, Tensor gradient, IReadOnlyList<Tensor>? targets, Tensor?[] gradients)
    {
        if (targets is null)
        {
            if (tensor.Tape != this || tensor.RequiresGrad || _watched?.Contains(tensor) == true)
            {
                tensor.AccumulateGrad(gradient);
            }

            return;
        }

        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i] == tensor)
            {
                gradients[i] = gradients[i] is { } sum ? sum + gradient : gradient;
            }
        }
    }

    private void ExpectUsable([CallerMemberName] string caller = "")
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_thread != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException(
                $"{caller}: the tape belongs to thread {_thread} and is used from thread {Environment.CurrentManagedThreadId}. Make a tape on each thread, and do not await while one is open.");
        }
    }
}
