using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>The memory behind tensors: bytes of the managed heap, aligned to a cache line where they are long-lived or pooled.</summary>
internal sealed class TensorBuffer
{
    private const int Alignment = 64;

    // Behind a buffer's end there are as many bytes as fill two lanes: kernels may load them, whatever is in them, but store only behind a
    // new result, for behind a parameter in a block there is the next one.
    private const int Beyond = 128;

    /// <summary>The most bytes a buffer can hold.</summary>
    public static readonly int Largest = Array.MaxLength - Alignment - Beyond;

    // From here on the runtime puts an array on the large-object heap anyway, so pinning costs nothing.
    private const int LargeObject = 85_000;

    private byte[] _bytes;
    private int _start;

    // A pack counts the changes of its parts, and they count those of the pack.
    private TensorBuffer? _pack;
    private int _changes, _changesOfParts;

    private TensorBuffer(int capacity, byte[] bytes)
    {
        Capacity = capacity;
        _bytes = bytes;
        _start = bytes.Length - Beyond > capacity ? (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0) & (Alignment - 1)) : 0;
    }

    private TensorBuffer(int capacity, bool aligned)
        : this(
            capacity,
            aligned || capacity >= LargeObject
                ? GC.AllocateUninitializedArray<byte>(capacity + Alignment + Beyond, pinned: true)
                : new byte[capacity + Beyond])
    {
    }

    public int Capacity { get; }

    /// <summary>The capacity, rounded up to whole cache lines.</summary>
    public int Room => Rounded(Capacity);

    /// <summary>The next buffer in the pool that holds this one, or in the scope that owns it: neither needs a list beside its
    /// buffers.</summary>
    public TensorBuffer? Next { get; set; }

    /// <summary>A number of bytes, rounded up to whole cache lines.</summary>
    public static int Rounded(int bytes) => (bytes + Alignment - 1) & -Alignment;

    /// <summary>Another number after every change in place, so that a tape notices when what it recorded is no longer there.</summary>
    public int Version => _changes + _changesOfParts + (_pack?._changes ?? 0);

    /// <summary>Whether a pool has the buffer or lends it, or others have moved into it: its memory cannot go elsewhere.</summary>
    public bool IsShared { get; private init; }

    /// <summary>Whether a leaf's gradient is in it, so that a backward pass may write to it at any time.</summary>
    public bool HoldsGrad { get; set; }

    /// <summary>Grows when the owner takes the buffer back, so that a tensor notices that its buffer is no longer its own.</summary>
    public int Generation { get; set; }

    /// <summary>A buffer for a pool.</summary>
    public static TensorBuffer Pooled(int capacity) => new(capacity, aligned: true) { IsShared = true };

    /// <summary>A buffer at the beginning of a cache line that lives as long as somebody refers to it.</summary>
    public static TensorBuffer Aligned(int capacity) => new(capacity, aligned: true);

    /// <summary>A buffer for others to move into, all zero: the system gives memory to what is written to only.</summary>
    public static TensorBuffer Pack(int capacity) =>
        new(capacity, GC.AllocateArray<byte>(capacity + Alignment + Beyond, pinned: true)) { IsShared = true };

    /// <summary>A buffer that lives as long as somebody refers to it.</summary>
    public static TensorBuffer Collected(long bytes) => new(CheckedSize(bytes), aligned: false);

    /// <summary>Whether a buffer can hold so many elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(int count, DType dtype) => count <= Largest / sizeof(double) || (long)count * dtype.Size() <= Largest;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckedSize(long bytes) => bytes <= Largest ? (int)bytes : throw TooLarge(bytes);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ArgumentException TooLarge(long bytes) =>
        new(FormattableString.Invariant($"A tensor of {bytes:N0} bytes is larger than the {Largest:N0} a buffer can hold."));

    /// <summary>Moves the memory, with what is in it, into another buffer, whose bytes from an offset on are this one's from then
    /// on.</summary>
    /// <param name="pack">The other buffer.</param>
    /// <param name="offset">The offset.</param>
    public void MoveInto(TensorBuffer pack, int offset)
    {
        Span<byte>(0, Capacity).CopyTo(pack.Span<byte>(offset, Capacity));
        _changes = Version - pack._changes;
        (_bytes, _start, _pack) = (pack._bytes, pack._start + offset, pack);
    }

    /// <summary>Whether the memory lies in another buffer.</summary>
    public bool IsIn(TensorBuffer other) => _bytes == other._bytes;

    /// <summary>Whether the memory lies in a pack, with room up to the next cache line.</summary>
    public bool IsInPack => _pack is not null;

    /// <summary>Whether another buffer lies right behind this one in the same pack.</summary>
    public bool IsBefore(TensorBuffer next) => _bytes == next._bytes && _start + Room == next._start;

    /// <summary>Whether there are so many bytes from the beginning to the end of the pack.</summary>
    public bool Reaches(int bytes) => _start - (_pack ?? this)._start + (long)bytes <= (_pack ?? this).Room;

    /// <summary>Counts a change in place.</summary>
    public void Changed()
    {
        _changes++;
        if (_pack is not null)
        {
            _pack._changesOfParts++;
        }
    }

    /// <summary>Counts a change of everything in the pack.</summary>
    public void PackChanged() => (_pack ?? this)._changes++;

    /// <summary>Elements from one on, for kernels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayView View(int offset, Shape shape, DType dtype) =>
        new(_bytes, _start + (offset == 0 ? 0 : offset * dtype.Size()), shape, dtype);

    public Span<T> Span<T>(int offset, int count) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_start + (offset * Unsafe.SizeOf<T>()), count * Unsafe.SizeOf<T>()));
}
