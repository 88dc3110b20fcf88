using System.Numerics;

namespace Autograd.Core;

/// <summary>
/// Buffers given back by disposed tapes and scopes, by size, one pool a thread: renting takes no lock. Sizes are rounded up to a power of
/// two or one and a half times one, so that a step whose last batch is smaller finds its buffers too. What was free for as long as it
/// takes to close some hundred scopes goes to the garbage collector: a steady loop loses nothing, and a phase of large tensors leaves
/// nothing.
/// </summary>
internal sealed class BufferPool
{
    private const int Smallest = 64;

    // With every other scope that closes one size is looked at, so each in turn once in 128.
    private const int ClosingsPerSize = 2;

    private readonly Size[] _sizes = new Size[64];
    private uint _closings;

    /// <summary>This thread's.</summary>
    public static BufferPool Current => ThreadState.Current.Pool;

    public TensorBuffer Rent(long bytes)
    {
        ref Size size = ref _sizes[Slot(TensorBuffer.CheckedSize(bytes), out int capacity)];
        if (size.Free is not { } buffer)
        {
            return TensorBuffer.Pooled(capacity);
        }

        size.Free = buffer.Next;
        buffer.Next = null;
        size.Fewest = Math.Min(size.Fewest, --size.Count);
        return buffer;
    }

    public void Return(TensorBuffer buffer)
    {
        ref Size size = ref _sizes[Slot(buffer.Capacity, out _)];
        buffer.Next = size.Free;
        size.Free = buffer;
        size.Count++;
    }

    /// <summary>
    /// A scope has closed and returned its buffers: now and then one size gives up those that nobody has rented since the last time.
    /// </summary>
    public void ScopeClosed()
    {
        if (++_closings % ClosingsPerSize == 0)
        {
            _sizes[_closings / ClosingsPerSize % (uint)_sizes.Length].DropUnused();
        }
    }

    /// <summary>How many buffers are free for so many bytes.</summary>
    internal int CountOf(int bytes) => _sizes[Slot(bytes, out _)].Count;

    private static int Slot(int bytes, out int capacity)
    {
        int size = Math.Max(bytes, Smallest);
        int log = BitOperations.Log2((uint)size - 1);
        int half = 3 << (log - 1);
        capacity = size <= half ? half : log < 30 ? 2 << log : TensorBuffer.Largest;
        return (2 * log) + (size <= half ? 0 : 1);
    }

    /// <summary>
    /// The free buffers of one size: the first of a list, how many they are, and the fewest they have been since the size was last looked
    /// at.
    /// </summary>
    private struct Size
    {
        public TensorBuffer? Free;
        public int Count;
        public int Fewest;

        public void DropUnused()
        {
            for (int unused = Fewest; unused > 0; unused--)
            {
                TensorBuffer buffer = Free!;
                Free = buffer.Next;
                buffer.Next = null;
                Count--;
            }

            Fewest = Count;
        }
    }
}
