using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>A loop over elements that do not depend on each other, any range of them at a time.</summary>
internal interface IRange : IFloatKernel
{
    void Run<T, L>(int start, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where L : struct, ILane<L, T>, IReal<L>;
}

/// <summary>Runs a loop over a tensor's elements, in chunks for several threads where there are many.</summary>
internal static class Ranges
{
    private const int SharedChunk = 1 << 11;

    public static void Run<K>(in K loop, int count, DType dtype) where K : struct, IRange
    {
        if (count < Workers.Serial)
        {
            Lanes.Run(in loop, dtype);
        }
        else
        {
            InChunks(in loop, count, dtype);
        }
    }

    /// <summary>
    /// Runs a loop over memory that other threads have read, of which a thread that writes to it has to get back each line: where they are
    /// at hand, each gets back some.
    /// </summary>
    public static void RunOverShared<K>(in K loop, int count, DType dtype) where K : struct, IRange
    {
        if (count is >= 2 * SharedChunk and < Workers.Serial && Workers.AreAwake)
        {
            Workers.Run(new Chunks<K>(loop, count, dtype, SharedChunk), (count + SharedChunk - 1) / SharedChunk);
        }
        else
        {
            Run(in loop, count, dtype);
        }
    }

    /// <summary>Runs it over one range, on this thread.</summary>
    public static void Run<K>(in K loop, int start, int length, DType dtype) where K : struct, IRange
    {
        var kernel = new Range<K>(loop, start, length);
        Lanes.Run(in kernel, dtype);
    }

    /// <summary>Runs it over some ranges, rows of one length.</summary>
    public static void Run<K>(in K loop, ReadOnlyMemory<int> rows, int length, DType dtype) where K : struct, IRange
    {
        int chunk = Math.Max(1, Workers.Chunk / Math.Max(1, length));
        if ((long)rows.Length * length < Workers.Serial)
        {
            Lanes.Run(new Rows<K>(loop, rows, length), dtype);
        }
        else
        {
            Workers.Run(new ChunksOfRows<K>(loop, rows, length, chunk, dtype), (rows.Length + chunk - 1) / chunk);
        }
    }

    // Apart, so that a small call need not clear room for it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void InChunks<K>(in K loop, int count, DType dtype) where K : struct, IRange =>
        Workers.Run(new Chunks<K>(loop, count, dtype, Workers.Chunk), (count + Workers.Chunk - 1) / Workers.Chunk);

    private readonly struct Range<K>(K loop, int start, int length) : IFloatKernel where K : struct, IRange
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L> =>
            Unsafe.AsRef(in loop).Run<T, L>(start, length);
    }

    private readonly struct Rows<K>(K loop, ReadOnlyMemory<int> rows, int length) : IFloatKernel where K : struct, IRange
    {
        public void Run<T, L>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where L : struct, ILane<L, T>, IReal<L>
        {
            foreach (int row in rows.Span)
            {
                Unsafe.AsRef(in loop).Run<T, L>(row * length, length);
            }
        }
    }

    private readonly struct ChunksOfRows<K>(K loop, ReadOnlyMemory<int> rows, int length, int chunk, DType dtype) : IChunks
        where K : struct, IRange
    {
        public void Run(int number)
        {
            int start = number * chunk;
            Lanes.Run(new Rows<K>(loop, rows.Slice(start, Math.Min(chunk, rows.Length - start)), length), dtype);
        }
    }

    private readonly struct Chunks<K>(K loop, int count, DType dtype, int size) : IChunks where K : struct, IRange
    {
        public void Run(int chunk)
        {
            int start = chunk * size;
            Ranges.Run(in loop, start, Math.Min(size, count - start), dtype);
        }
    }
}
