using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd.Distributed;

public sealed partial class MpiWorld
{
    // Below, a block is sent whole in each round: fewer messages, and more bytes.
    private const int WholeBytes = 4096;

    // What each rank gives and gets at first when they gather: a length, and short bytes.
    private const int SlotBytes = 512, ShortBytes = SlotBytes - sizeof(int);

    private byte[]? _slots;
    private byte[] _scratch = [];
    private int _isBusy;

    /// <summary>
    /// Adds up a block over all ranks, element by element, in the order of a fixed binary tree: 0 + 1, 2 + 3, …, then (0 + 1) + (2 + 3), …
    /// All ranks get the same bits, those that one process gets which adds in that order. (MPI's own sum has the order that it likes.)
    /// </summary>
    /// <param name="values">The block, of the same length on all ranks; the sum takes its place.</param>
    /// <exception cref="MpiException">The blocks differ in length or type: on all ranks. Or a call of Open MPI failed.</exception>
    /// <exception cref="ObjectDisposedException">It is called after <see cref="Dispose"/>, as all of these.</exception>
    public void AllReduce(Span<float> values) => AllReduce(values, "a sum", areSame: false);

    /// <summary>The same in double precision.</summary>
    /// <inheritdoc cref="AllReduce(Span{float})"/>
    public void AllReduce(Span<double> values) => AllReduce(values, "a sum", areSame: false);

    /// <summary>What each rank gives, on all ranks.</summary>
    /// <param name="bytes">What this rank gives; those of others may be longer or shorter.</param>
    /// <returns>What all give, in the order of ranks.</returns>
    /// <exception cref="MpiException">A call of Open MPI failed.</exception>
    public byte[][] AllGather(ReadOnlySpan<byte> bytes) => AllGather(bytes, "a gather");

    /// <summary>The same, for a purpose that is told where it fails.</summary>
    internal unsafe byte[][] AllGather(ReadOnlySpan<byte> bytes, string name)
    {
        if (IsAlone(name))
        {
            return [bytes.ToArray()];
        }

        using Call call = Begin(name);
        fixed (byte* all = _slots ??= GC.AllocateUninitializedArray<byte>((Size + 1) * SlotBytes, pinned: true))
        {
            // Short ones go along with their lengths.
            byte* own = all + (Size * SlotBytes);
            *(int*)own = bytes.Length;
            if (bytes.Length <= ShortBytes)
            {
                bytes.CopyTo(new(own + sizeof(int), ShortBytes));
            }

            OpenMpi.Check(
                OpenMpi.AllGather(own, SlotBytes, OpenMpi.Byte, all, SlotBytes, OpenMpi.Byte, OpenMpi.World), "MPI_Allgather");
            byte[][] parts = new byte[Size][];
            bool areShort = true;
            for (int rank = 0; rank < Size; rank++)
            {
                int length = *(int*)(all + (rank * SlotBytes));
                areShort &= length <= ShortBytes;
                parts[rank] = new byte[length];
            }

            if (!areShort)
            {
                GatherLong(bytes, parts);
                return parts;
            }

            for (int rank = 0; rank < Size; rank++)
            {
                new ReadOnlySpan<byte>(all + (rank * SlotBytes) + sizeof(int), parts[rank].Length).CopyTo(parts[rank]);
            }

            return parts;
        }
    }

    /// <summary>What the first rank gives, on all ranks.</summary>
    /// <param name="bytes">What rank 0 gives; what others give does not matter.</param>
    /// <exception cref="MpiException">A call of Open MPI failed.</exception>
    public unsafe byte[] Broadcast(ReadOnlySpan<byte> bytes)
    {
        if (IsAlone("a broadcast"))
        {
            return bytes.ToArray();
        }

        using Call call = Begin("a broadcast");
        int count = bytes.Length;
        OpenMpi.Check(OpenMpi.Broadcast(&count, sizeof(int), OpenMpi.Byte, 0, OpenMpi.World), "MPI_Bcast");
        byte[] given = Rank == 0 ? bytes.ToArray() : new byte[count];
        fixed (byte* all = given)
        {
            OpenMpi.Check(OpenMpi.Broadcast(all, count, OpenMpi.Byte, 0, OpenMpi.World), "MPI_Bcast");
        }

        return given;
    }

    /// <summary>Waits until all ranks have come here.</summary>
    /// <exception cref="MpiException">A call of Open MPI failed.</exception>
    public void Barrier()
    {
        if (!IsAlone("a barrier"))
        {
            using Call call = Begin("a barrier");
            OpenMpi.Check(OpenMpi.Barrier(OpenMpi.World), "MPI_Barrier");
        }
    }

    private static unsafe void GatherLong(ReadOnlySpan<byte> own, byte[][] parts)
    {
        int[] counts = Array.ConvertAll(parts, part => part.Length), offsets = new int[parts.Length];
        int total = 0;
        for (int rank = 0; rank < counts.Length; rank++)
        {
            offsets[rank] = total;
            total = checked(total + counts[rank]);
        }

        byte[] gathered = GC.AllocateUninitializedArray<byte>(total);
        fixed (byte* given = own, all = gathered)
        fixed (int* lengths = counts, begins = offsets)
        {
            OpenMpi.Check(
                OpenMpi.AllGatherVaried(given, own.Length, OpenMpi.Byte, all, lengths, begins, OpenMpi.Byte, OpenMpi.World),
                "MPI_Allgatherv");
        }

        for (int rank = 0; rank < counts.Length; rank++)
        {
            gathered.AsSpan(offsets[rank], counts[rank]).CopyTo(parts[rank]);
        }
    }

    /// <summary>A sum for a purpose that is told where it fails.</summary>
    /// <param name="values">The block.</param>
    /// <param name="name">The purpose.</param>
    /// <param name="areSame">Whether it is known that the blocks have the same length and type.</param>
    internal unsafe void AllReduce<T>(Span<T> values, string name, bool areSame = true) where T : unmanaged, INumber<T>
    {
        if (IsAlone(name))
        {
            return;
        }

        using Call call = Begin(name);
        if (!areSame)
        {
            ExpectSameBlocks(values.Length, sizeof(T));
        }

        if (values.IsEmpty)
        {
            return;
        }

        bool isWhole = (long)values.Length * sizeof(T) <= Math.Max(WholeBytes, Size * sizeof(T));
        int needed = (isWhole || !BitOperations.IsPow2(Size) ? values.Length : (values.Length + 1) / 2) * sizeof(T);
        if (_scratch.Length < needed)
        {
            _scratch = GC.AllocateUninitializedArray<byte>(needed, pinned: true);
        }

        Span<T> scratch = MemoryMarshal.Cast<byte, T>(_scratch.AsSpan(0, needed));
        fixed (T* own = values, other = scratch)
        {
            var sum = new TreeSum<T>(own, other, Rank, Size);
            if (!BitOperations.IsPow2(Size))
            {
                sum.OverFirst(values.Length);
            }
            else if (isWhole)
            {
                sum.Whole(values.Length);
            }
            else
            {
                sum.ByHalves(0, values.Length, 1);
            }
        }
    }

    // The library would end with a code, or read the one block as the other.
    private unsafe void ExpectSameBlocks(int length, int size)
    {
        (int Length, int Size) own = (length, size);
        Span<(int Length, int Size)> all = stackalloc (int, int)[Size];
        fixed ((int, int)* told = all)
        {
            OpenMpi.Check(
                OpenMpi.AllGather(&own, sizeof((int, int)), OpenMpi.Byte, told, sizeof((int, int)), OpenMpi.Byte, OpenMpi.World),
                "MPI_Allgather");
        }

        int other = all.IndexOfAnyExcept(all[0]);
        if (other >= 0)
        {
            throw new MpiException($"MpiWorld: AllReduce adds up blocks of the same length and type on all ranks; got {Text(all[0])} on " +
                FormattableString.Invariant($"rank 0, and {Text(all[other])} on rank {other}."));
        }

        static string Text((int Length, int Size) block) =>
            FormattableString.Invariant($"{block.Length} {(block.Size == sizeof(float) ? "floats" : "doubles")}");
    }

    // Whether there is nobody to speak with.
    private bool IsAlone(string what) => !_isOver ? Size == 1 : throw new ObjectDisposedException(nameof(MpiWorld),
        $"MpiWorld: {what} after Dispose, when the ranks have parted. Keep the world until the last collective call, as by " +
        "'using var world' in Main.");

    private Call Begin(string what)
    {
        if (Interlocked.Exchange(ref _isBusy, 1) != 0)
        {
            throw new InvalidOperationException(
                $"MpiWorld: two threads are in a collective call at once, one of them in {what}. All ranks must make the same calls in " +
                "the same order: let one thread make them.");
        }

        _thrown = null;
        _whereabouts.Enter(what);
        return new(this);
    }

    private readonly struct Call(MpiWorld world) : IDisposable
    {
        public void Dispose()
        {
            world._whereabouts.Leave();
            Volatile.Write(ref world._isBusy, 0);
        }
    }
}
