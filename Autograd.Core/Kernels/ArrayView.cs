using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// What a kernel works on: elements in memory and their shape, without a thought of who made them. The default is none, for an operand that
/// is missing or a result that nobody wants. A tensor becomes one by itself where it is passed to a kernel; it must not be kept beyond the
/// call, for the memory is not its own.
/// </summary>
internal readonly partial struct ArrayView
{
    private readonly byte[]? _memory;
    private readonly Shape? _shape;
    private readonly int _start;

    /// <summary>A view of dense elements that begin at a byte of the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayView(byte[] memory, int start, Shape shape, DType dtype)
    {
        _memory = memory;
        _shape = shape;
        _start = start;
        DType = dtype;
    }

    /// <summary>Whether there is nothing to work on.</summary>
    public bool IsNone => _memory is null;

    /// <summary>The sizes of the axes; of none, a scalar's.</summary>
    public Shape Shape => _shape ?? Shape.Scalar;

    /// <summary>The type of the elements.</summary>
    public DType DType { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements; of none, 0.</summary>
    public int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _shape is null ? 0 : _shape.Count;
    }

    /// <summary>The elements as bytes.</summary>
    public Span<byte> Bytes => _memory.AsSpan(_start, Count * DType.Size());

    /// <summary>The elements; of none, nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Elements<T>() where T : unmanaged
    {
        if (DTypes.Of<T>() != DType && !IsNone)
        {
            throw HoldsNo(DTypes.Of<T>());
        }

        // Whoever made the view has seen that the memory holds it: to look again would cost as much as all else of a small kernel.
        return _memory is null ? default : MemoryMarshal.CreateSpan(
            ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), _start)), _shape!.Count);
    }

    /// <summary>The elements in a loop that <see cref="DTypes.Run"/> chose for their type: truth values are bytes.</summary>
    public Span<T> Numbers<T>() where T : unmanaged => Part<T>(0, Count);

    /// <summary>Elements from one on, which may run on into those of the views behind this one in the same memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Part<T>(int first, int count) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(_memory.AsSpan(_start + (first * Unsafe.SizeOf<T>()), count * Unsafe.SizeOf<T>()));

    /// <summary>This, or another where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayView Or(in ArrayView other) => IsNone ? other : this;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentException HoldsNo(DType dtype) =>
        new($"The tensor holds {DType}, not {dtype}. Convert it with To(DType.{dtype}) first.");
}
