using System.Numerics;

namespace Autograd.Core;

/// <summary>
/// Buffers given back by disposed tapes and scopes, by size, one pool a thread: renting takes no lock. Sizes are rounded up to a power of
/// two or one and a half times one, so that a step whose last batch is smaller finds its buffers too.
/// </summary>
internal sealed class BufferPool
{
    private const int Smallest = 64;

    private readonly TensorBuffer?[] _free = new TensorBuffer?[64];

    public TensorBuffer Rent(long bytes)
    {
        ref TensorBuffer? free = ref _free[Slot(TensorBuffer.CheckedSize(bytes), out int capacity)];
        if (free is not { } buffer)
        {
            return TensorBuffer.Aligned(capacity);
        }

        free = buffer.Next;
        buffer.Next = null;
        return buffer;
    }

    public void Return(TensorBuffer buffer)
    {
        ref TensorBuffer? free = ref _free[Slot(buffer.Capacity, out _)];
        buffer.Next = free;
        free = buffer;
    }

    private static int Slot(int bytes, out int capacity)
    {
        int size = Math.Max(bytes, Smallest);
        int log = BitOperations.Log2((uint)size - 1);
        int half = 3 << (log - 1);
        capacity = size <= half ? half : log < 30 ? 2 << log : TensorBuffer.Largest;
        return (2 * log) + (size <= half ? 0 : 1);
    }
}
