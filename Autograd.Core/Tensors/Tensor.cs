using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// A dense, row-major array of numbers of any rank, and a node of the computation that a <see cref="Tape"/> records. Reshaping and slicing
/// along the first axis share the buffer; everything else copies.
/// </summary>
public sealed partial class Tensor
{
    private readonly TensorBuffer _buffer;
    private readonly int _offset;
    private readonly int _generation;
    private bool _hasGrad;
    private Leaf? _leaf;

    private Tensor(TensorBuffer buffer, int offset, Shape shape, DType dtype)
    {
        _buffer = buffer;
        _offset = offset;
        _generation = buffer.Generation;
        Shape = shape;
        DType = dtype;
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The type of the elements.</summary>
    public DType DType { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public int Count => Shape.Count;

    /// <summary>
    /// Whether every tape on which this tensor is used watches it, as it does a network's parameters. Other tensors are watched by
    /// <see cref="Tape.Watch"/>, for one tape.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set to true on a tensor whose elements are not floating point.</exception>
    public bool RequiresGrad
    {
        get;
        set => field = !value || DType.IsFloat()
            ? value
            : throw new InvalidOperationException($"A tensor of {DType} has no gradient; only Float32 and Float64 have.");
    }

    /// <summary>
    /// The gradient that <see cref="Tape.Backward"/> accumulated, or null where there is none yet. It lives on when the tape is disposed;
    /// its memory is reused after <see cref="ZeroGrad"/>, so copy what you want to keep.
    /// </summary>
    public Tensor? Grad => _hasGrad ? _leaf!.Grad : null;

    /// <summary>Forgets the gradient: <see cref="Grad"/> is null until the next backward pass, which starts from zero.</summary>
    public void ZeroGrad() => _hasGrad = false;

    /// <summary>A copy that belongs to the caller: no tape records it, and it lives on when tape or scope is disposed.</summary>
    public Tensor Detach() => TracedCall.Of(nameof(Detach), Copied(), [this]);

    /// <summary>The same, of which no trace tells.</summary>
    internal Tensor Copied()
    {
        Tensor copy = Uninitialized(Shape, DType);
        Bytes.CopyTo(copy.Bytes);
        return copy;
    }

    /// <summary>The op that computed this tensor, to name it in messages.</summary>
    internal Op? Maker { get; set; }

    /// <summary>The tape that recorded how this tensor was computed, and the number of the record.</summary>
    internal Tape? Tape { get; set; }

    internal int Node { get; set; }

    /// <summary>Whether a tape recorded this tensor, or one that is open watches it.</summary>
    internal bool IsOnTape => Tape is not null || _leaf is { IsWatched: true };

    internal bool IsWatchedBy(Tape tape) => _leaf is { } leaf && leaf.IsWatchedBy(tape);

    /// <summary>What this tensor has as one that gradients are delivered to.</summary>
    internal Leaf AsLeaf() => _leaf ?? Interlocked.CompareExchange(ref _leaf, new(), null) ?? _leaf;

    /// <summary>Another thread than the given one with an open tape that recorded or watches this tensor, or null.</summary>
    internal ThreadState? OpenElsewhere(ThreadState here)
    {
        ThreadState? other = Tape?.OpenOn;
        foreach (Tape watcher in _leaf?.Watchers ?? [])
        {
            other = other is null || other == here ? watcher.OpenOn : other;
        }

        return other == here ? null : other;
    }

    internal int Version => _buffer.Version;

    /// <summary>
    /// Whether the memory is still this tensor's, unchanged since a version, and none that gradients are delivered to; and nobody has
    /// asked to see the gradient before it is delivered.
    /// </summary>
    internal bool IsAsRecorded(int version) =>
        _buffer.Version == version && !_buffer.HoldsGrad && !HasHooks && _buffer.Generation == _generation;

    /// <summary>What a kernel works on, after a check that the memory is still this tensor's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ArrayView Elements() => Buffer().View(_offset, Shape, DType);

    internal Span<byte> Bytes => Buffer().Span<byte>(_offset * DType.Size(), Count * DType.Size());

    /// <summary>The elements, for reading and for kernels that fill a fresh tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Elements<T>() where T : unmanaged => DTypes.Of<T>() == DType
        ? Buffer().Span<T>(_offset, Count)
        : throw HoldsNo(DTypes.Of<T>());

    /// <summary>
    /// A tensor for an op's result: owned by the tape or scope that is open, else by the garbage collector. Its content is undefined.
    /// </summary>
    internal static Tensor Result(Shape shape, DType dtype)
    {
        long bytes = (long)shape.Count * dtype.Size();
        ThreadState state = ThreadState.Current;
        return new(state.Scope?.Rent(state.Pool, bytes) ?? TensorBuffer.Collected(bytes), 0, shape, dtype);
    }

    /// <summary>A tensor of the caller's, which no scope takes back.</summary>
    internal static Tensor Uninitialized(Shape shape, DType dtype) =>
        new(TensorBuffer.Collected((long)shape.Count * dtype.Size()), 0, shape, dtype);

    /// <summary>The same, at the beginning of a cache line.</summary>
    internal static Tensor AlignedUninitialized(Shape shape, DType dtype) =>
        new(TensorBuffer.Aligned(TensorBuffer.CheckedSize((long)shape.Count * dtype.Size())), 0, shape, dtype);

    /// <summary>Another tensor over the same buffer.</summary>
    internal Tensor View(Shape shape, int offset = 0) => new(Buffer(), _offset + offset, shape, DType);

    /// <summary>Where the first gradient may be written at once, to be accumulated afterwards; null where there is one already.</summary>
    internal Tensor? FreeGrad()
    {
        _leaf?.Rows?.Version = -1;
        return _hasGrad ? null : GradMemory();
    }

    /// <summary>Where the gradient is, or will be.</summary>
    internal Tensor GradMemory()
    {
        Leaf leaf = AsLeaf();
        if (leaf.Grad is null)
        {
            leaf.Grad = AlignedUninitialized(Shape, DType);
            leaf.Grad._buffer.HoldsGrad = true;
        }

        return leaf.Grad;
    }

    /// <summary>Whether a tape or scope made the memory, or a pack holds it.</summary>
    internal bool IsPooled => _buffer.IsShared;

    /// <summary>Whether a backward pass may write to this memory, for it is some leaf's gradient.</summary>
    internal bool HoldsGrad => _buffer.HoldsGrad;

    internal bool IsAmong(ReadOnlySpan<Tensor> tensors)
    {
        bool isAmong = false;
        foreach (Tensor tensor in tensors)
        {
            isAmong |= tensor == this;
        }

        return isAmong;
    }

    internal bool SharesBuffer(Tensor other) => _buffer == other._buffer || _buffer.IsIn(other._buffer);

    internal void AccumulateGrad(Tensor gradient)
    {
        Tensor grad = GradMemory();
        if (FreeGrad() is null)
        {
            Elementwise.AddInPlace(grad, gradient);
        }
        else if (grad != gradient)
        {
            gradient.Bytes.CopyTo(grad.Bytes);
        }

        grad.Changed();
        _hasGrad = true;
    }

    private ArgumentException HoldsNo(DType dtype) =>
        new($"The tensor holds {DType}, not {dtype}. Convert it with To(DType.{dtype}) first.");

    private TensorBuffer Buffer() => _buffer.Generation == _generation ? _buffer : throw Disposed();

    private ObjectDisposedException Disposed() => new(
        nameof(Tensor),
        Maker is LentOp lent
            ? $"The {lent.Name} {Shape} {lent.WayOut}"
            : $"The tensor {Shape} computed by '{Maker?.Name ?? "an op"}' belonged to a tape or scope that was disposed. Inside it, keep " +
                "a value with Detach(), ToArray() or Item().");
}
