using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// A matrix product cut into strips of columns, which the threads share: each packs its strips of B for a stretch of k, where they stay
/// near, and lets the rows of A pass (compare Goto and van de Geijn, Anatomy of high-performance matrix multiplication, 2008).
/// </summary>
internal unsafe struct MatrixProductBlocks<T, L> : IChunks
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // The part of a strip of B that stays near the first-level cache. Decides the order of additions: see MatrixProduct.
    private const int Stretch = 512;

    // As many elements of A, packed, stay in the third-level cache while the strips pass.
    private const int LargestBlock = 1 << 20;

    // A factor with more elements leaves the second-level cache, and its rows lie scattered over too many pages: it is packed.
    private const int LargestUnpacked = 200_000;

    // With fewer rows in A, packing B takes longer than it saves; with fewer columns in B, packing A does.
    private const int FewestRows = 24;
    private const int FewestColumns = 128;

    // So many strips and so many groups of rows meet in the second-level cache.
    private const int MostStrips = 4;
    private const int RowGroups = 8;

    // Below so many multiply-adds threads do not pay, nor do chunks below so many.
    private const long LeastShared = 1 << 18;
    private const int LeastChunk = 1 << 16;

    // As many elements are packed on the stack, which spares a small product the way to the pool.
    private const int Small = 1024;

    public MatrixView<T> A;
    public MatrixView<T> B;
    public MatrixView<T> C;

    /// <summary>What is added to each row of C, as a view whose rows are no distance apart, or nothing.</summary>
    public MatrixView<T> Bias;

    public nint Rows, Columns, Depth;

    // How far the groups of rows of A are apart, how many columns a chunk has.
    private nint _group, _columns;
    private bool _packsB;

    private static nint Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MatrixProductTile<T, L, Wide>.Width;
    }

    private static nint Group
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MatrixProductTile<T, L, Wide>.Group;
    }

    // Squares of four are packed whole.
    private static nint PackedGroup
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Group + 3) / 4 * 4;
    }

    public void Run()
    {
        _group = Group * A.Row;
        _packsB = B.Column != 1 || (Columns * Depth > LargestUnpacked && Rows >= FewestRows);
        if (Rows * Depth > LargestUnpacked && Columns >= FewestColumns)
        {
            PackA();
        }
        else
        {
            Share();
        }
    }

    /// <summary>Computes some columns of C.</summary>
    public readonly void Run(int chunk) => Strips(chunk * _columns, nint.Min(Columns, (chunk + 1) * _columns));

    private readonly void PackA()
    {
        // The lane that holds the end of a group reaches a little beyond it.
        nint group = (PackedGroup * Depth) + L.Count, rows = nint.Min(nint.Max(LargestBlock / Depth / Group, 1) * Group, Rows);
        int size = checked((int)(Count(rows, Group) * group));
        TensorBuffer scratch = BufferPool.Current.Rent((long)size * sizeof(T));
        fixed (T* packed = scratch.Span<T>(0, size))
        {
            for (nint i = 0; i < Rows; i += rows)
            {
                MatrixProductBlocks<T, L> block = this;
                block.A = new(packed, 1, PackedGroup);
                block._group = group;
                block.C = C.From(i, 0);
                block.Rows = nint.Min(rows, Rows - i);
                var groups = new Groups { From = A.From(i, 0).Transposed, To = packed, Distance = group, Rows = block.Rows, Depth = Depth };
                Workers.Run(in groups, Count(block.Rows, RowGroups * Group));
                block.Share();
            }
        }

        BufferPool.Current.Return(scratch);
    }

    private void Share()
    {
        if ((long)Rows * Columns * Depth < LeastShared)
        {
            Strips(0, Columns);
            return;
        }

        nint strips = nint.Max(nint.Min(MostStrips, Columns / (8 * Width)), LeastChunk / (Rows * Depth * Width));
        _columns = nint.Max(1, strips) * Width;
        Workers.Run(in this, Count(Columns, _columns));
    }

    private static int Count(nint size, nint part) => (int)((size + part - 1) / part);

    private readonly void Strips(nint start, nint end)
    {
        nint whole = end - ((end - start) % Width), packed = _packsB ? Count(end - start, Width) * Width : whole < end ? Width : 0;
        packed *= nint.Min(Stretch, Depth);
        if (packed <= Small)
        {
            StripsOnStack(start, end);
            return;
        }

        TensorBuffer scratch = BufferPool.Current.Rent(packed * sizeof(T));
        fixed (T* room = scratch.Span<T>(0, (int)packed))
        {
            Strips(start, end, room);
        }

        BufferPool.Current.Return(scratch);
    }

    [SkipLocalsInit]
    private readonly void StripsOnStack(nint start, nint end)
    {
        T* room = stackalloc T[Small];
        Strips(start, end, room);
    }

    private readonly void Strips(nint start, nint end, T* packed)
    {
        MatrixProductTile<T> tile = default;
        tile.Group = _group;
        nint rows = end - start > Width ? RowGroups * Group : Rows;
        for (nint p = 0; p < Depth; p += Stretch)
        {
            tile.Depth = nint.Min(Stretch, Depth - p);
            if (_packsB)
            {
                MatrixProductPacking<T, L>.PackStrips(B.From(p, start), packed, Width * tile.Depth, Width, Width, tile.Depth, end - start);
            }

            for (nint i = 0; i < Rows; i += rows)
            {
                tile.Rows = nint.Min(rows, Rows - i);
                tile.A = new(A.First + (i / Group * _group) + (p * A.Column), A.Row, A.Column);
                for (nint j = start; j < end; j += Width)
                {
                    tile.Columns = nint.Min(Width, end - j);
                    tile.C = C.From(i, j);
                    tile.Start = p > 0 ? tile.C : Bias.IsNull ? default : Bias.From(0, j);
                    tile.B = _packsB ? new(packed + ((j - start) * tile.Depth), Width, 1) : B.From(p, j);
                    bool wide = tile.Columns > L.Count;
                    if (!_packsB && tile.Columns != L.Count && tile.Columns != Width)
                    {
                        MatrixProductPacking<T, L>.Pack(tile.B, new(packed, Width, 1), tile.Depth, tile.Columns);
                        tile.B = new(packed, Width, 1);
                    }

                    if (wide)
                    {
                        MatrixProductTile<T, L, Wide>.Run(in tile);
                    }
                    else
                    {
                        MatrixProductTile<T, L, Narrow>.Run(in tile);
                    }
                }
            }
        }
    }

    /// <summary>Packs A so that each group of rows is read from one end to the other.</summary>
    private struct Groups : IChunks
    {
        public MatrixView<T> From;
        public T* To;
        public nint Distance, Rows, Depth;

        public readonly void Run(int chunk)
        {
            nint start = chunk * RowGroups * Group, some = nint.Min(RowGroups * Group, Rows - start);
            MatrixProductPacking<T, L>.PackStrips(From.From(0, start), To + (chunk * RowGroups * Distance), Distance, PackedGroup, Group, Depth, some);
        }
    }
}
