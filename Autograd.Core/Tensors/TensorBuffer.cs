using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>The memory behind tensors: bytes of the managed heap, aligned to a cache line where they are long-lived or pooled.</summary>
internal sealed class TensorBuffer
{
    private const int Alignment = 64;

    // Behind a buffer's end there are as many bytes as fill two lanes: kernels may load them, whatever is in them, but store only behind a new
    // result, for behind a parameter in a block there is the next one.
    private const int Beyond = 128;

    /// <summary>The most bytes a buffer can hold.</summary>
    public static readonly int Largest = Array.MaxLength - Alignment - Beyond;

    // From here on the runtime puts an array on the large-object heap anyway, so pinning costs nothing.
    private const int LargeObject = 85_000;

    private byte[] _bytes;
    private int _start;

    private TensorBuffer(int capacity, bool aligned)
    {
        Capacity = capacity;
        if (aligned || capacity >= LargeObject)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(capacity + Alignment + Beyond, pinned: true);
            _start = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0) & (Alignment - 1));
        }
        else
        {
            _bytes = new byte[capacity + Beyond];
        }
    }

    public int Capacity { get; }

    /// <summary>The capacity, rounded up to whole cache lines.</summary>
    public long Room => (Capacity + Alignment - 1L) & -Alignment;

    /// <summary>The next buffer in the pool that holds this one, or in the scope that owns it: neither needs a list beside its buffers.</summary>
    public TensorBuffer? Next { get; set; }

    /// <summary>Grows with every change in place, so that a tape notices when what it recorded is no longer there.</summary>
    public int Version { get; set; }

    /// <summary>Whether a leaf's gradient is in it, so that a backward pass may write to it at any time.</summary>
    public bool HoldsGrad { get; set; }

    /// <summary>Grows when the owner takes the buffer back, so that a tensor notices that its buffer is no longer its own.</summary>
    public int Generation { get; set; }

    /// <summary>A buffer for a pool.</summary>
    public static TensorBuffer Aligned(int capacity) => new(capacity, aligned: true);

    /// <summary>A buffer that lives as long as somebody refers to it.</summary>
    public static TensorBuffer Collected(long bytes) => new(CheckedSize(bytes), aligned: false);

    public static int CheckedSize(long bytes) => bytes <= Largest
        ? (int)bytes
        : throw new ArgumentException(FormattableString.Invariant($"A tensor of {bytes:N0} bytes is larger than the {Largest:N0} a buffer can hold."));

    /// <summary>Moves the memory, with what is in it, into another buffer, whose bytes from an offset on are this one's from then on.</summary>
    public void MoveInto(TensorBuffer block, int offset)
    {
        Span<byte>(0, Capacity).CopyTo(block.Span<byte>(offset, Capacity));
        (_bytes, _start) = (block._bytes, block._start + offset);
    }

    /// <summary>Whether the memory lies in another buffer: there it stays until it is moved into a third.</summary>
    public bool IsIn(TensorBuffer block) => _bytes == block._bytes;

    public Span<T> Span<T>(int offset, int count) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_start + (offset * Unsafe.SizeOf<T>()), count * Unsafe.SizeOf<T>()));
}
