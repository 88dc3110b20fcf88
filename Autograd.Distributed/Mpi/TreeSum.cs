using System.Numerics;

namespace Autograd.Distributed;

/// <summary>
/// The sum of a block over all ranks in the order of a binary tree: with d = 1, 2, 4, … the sum that begins at rank r takes that of
/// rank r + d behind its own.
/// </summary>
internal readonly unsafe struct TreeSum<T>(T* own, T* scratch, int rank, int size) where T : unmanaged, INumber<T>
{
    private const int Tag = 0;

    /// <summary>Each pair exchanges whole blocks, and both add: the fewest messages.</summary>
    public void Whole(int count)
    {
        for (int distance = 1; distance < size; distance *= 2)
        {
            int partner = rank ^ distance;
            Exchange(own, count, scratch, count, partner);
            Add(own, count, partner);
        }
    }

    /// <summary>
    /// Each pair exchanges halves, and each adds its own half, of which there is half with the next pair; then the sums go the same way
    /// back (R. Rabenseifner, Optimization of collective reduction operations, 2004): the fewest bytes.
    /// </summary>
    public void ByHalves(int begin, int end, int distance)
    {
        if (distance == size)
        {
            return;
        }

        int partner = rank ^ distance, middle = begin + ((end - begin) / 2);
        bool isLower = rank < partner;
        (int first, int last) = isLower ? (begin, middle) : (middle, end);
        (int otherFirst, int otherLast) = isLower ? (middle, end) : (begin, middle);
        Exchange(own + otherFirst, otherLast - otherFirst, scratch, last - first, partner);
        Add(own + first, last - first, partner);
        ByHalves(first, last, 2 * distance);
        Exchange(own + first, last - first, own + otherFirst, otherLast - otherFirst, partner);
    }

    /// <summary>Where the ranks are no power of two, the tree's sum is made on the first rank, and given to all.</summary>
    public void OverFirst(int count)
    {
        for (int distance = 1; distance < size; distance *= 2)
        {
            if (rank % (2 * distance) != 0)
            {
                OpenMpi.Check(OpenMpi.Send(own, Bytes(count), OpenMpi.Byte, rank - distance, Tag, OpenMpi.World), "MPI_Send");
                break;
            }

            if (rank + distance < size)
            {
                OpenMpi.Check(OpenMpi.Receive(scratch, Bytes(count), OpenMpi.Byte, rank + distance, Tag, OpenMpi.World, 0), "MPI_Recv");
                Add(own, count, rank + distance);
            }
        }

        OpenMpi.Check(OpenMpi.Broadcast(own, Bytes(count), OpenMpi.Byte, 0, OpenMpi.World), "MPI_Bcast");
    }

    private void Add(T* place, int count, int partner)
    {
        Span<T> here = new(place, count), there = new(scratch, count);
        OrderedSum.Add<T>(rank < partner ? here : there, rank < partner ? there : here, here);
    }

    // What is not added up by the library needs no type.
    private static int Bytes(int count) => checked(count * sizeof(T));

    private static void Exchange(T* sent, int sentCount, T* received, int receivedCount, int partner) => OpenMpi.Check(
        OpenMpi.Exchange(sent, Bytes(sentCount), OpenMpi.Byte, partner, Tag, received, Bytes(receivedCount), OpenMpi.Byte, partner, Tag,
            OpenMpi.World, 0), "MPI_Sendrecv");
}
