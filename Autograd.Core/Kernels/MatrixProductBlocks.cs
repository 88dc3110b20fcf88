using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// A matrix product, or a rectangle of one, cut into blocks that fit the caches (Goto and van de Geijn, Anatomy of high-performance matrix
/// multiplication, 2008): for each stretch of k some columns of B are packed, the blocks of rows of A pass, and each takes B strip by strip.
/// </summary>
internal ref struct MatrixProductBlocks<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // A tile's part of A and a strip of B stay near the first-level cache for as many k. Decides the order of additions: see MatrixProduct.
    private const int Stretch = 512;

    // The rows of A that stay in the second-level cache while the strips of B pass; the columns of B that stay in the third.
    private const int RowBlock = 192;
    private const int ColumnBlock = 2048;

    // A factor with more elements leaves the second-level cache, and its rows lie scattered over too many pages: it is packed.
    private const int LargestUnpacked = 200_000;

    // With fewer rows in A, packing B takes longer than it saves.
    private const int FewestRows = 24;

    // Packed rows of A are a little further apart than a power of two, or they would compete for the same places of the cache.
    private const int Apart = 16;

    // As many rows of a strip that is not full are computed beside C, at full width, and then copied.
    private const int EdgeRows = 48;

    public MatrixView<T> A;
    public MatrixView<T> B;
    public MatrixView<T> C;

    /// <summary>What is added to each row of C, as a view whose rows are no distance apart, or nothing.</summary>
    public MatrixView<T> Bias;

    public nuint Rows, Columns, Depth;

    private MatrixView<T> _edge;
    private ref T _packedA;
    private ref T _packedB;

    private static nuint Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * (nuint)L.Count;
    }

    public void Run()
    {
        bool packsB = B.Column != 1 || (Columns * Depth > LargestUnpacked && Rows >= FewestRows), packsA = packsB && Rows * Depth > LargestUnpacked;
        nuint rows = packsA ? nuint.Min(RowBlock, Rows) : Rows, depth = nuint.Min(Stretch, Depth);
        nuint columns = !packsB ? Columns : Rows <= RowBlock ? nuint.Min(Width, Columns) : nuint.Min(ColumnBlock, Columns);
        TensorBuffer scratch = Prepare(packsA ? (rows + Apart) * (depth + Apart) : 0, (packsB ? columns + Width : Width) * depth);
        for (nuint j = 0; j < Columns; j += columns)
        {
            nuint width = nuint.Min(columns, Columns - j);
            for (nuint p = 0; p < Depth; p += Stretch)
            {
                depth = nuint.Min(Stretch, Depth - p);
                if (packsB)
                {
                    PackB(p, depth, j, width);
                }

                for (nuint i = 0; i < Rows; i += rows)
                {
                    Block(i, nuint.Min(rows, Rows - i), j, width, p, depth, packsA, packsB);
                }
            }
        }

        BufferPool.Current.Return(scratch);
    }

    private TensorBuffer Prepare(nuint sizeA, nuint sizeB)
    {
        nuint edge = (EdgeRows + 1) * Width;
        int size = checked((int)(edge + sizeA + sizeB));
        TensorBuffer buffer = BufferPool.Current.Rent((long)size * Unsafe.SizeOf<T>());
        ref T first = ref MemoryMarshal.GetReference(buffer.Span<T>(0, size));
        _edge = MatrixView<T>.Rows(ref first, Width);
        _packedB = ref Unsafe.Add(ref first, edge);
        _packedA = ref Unsafe.Add(ref _packedB, sizeB);
        return buffer;
    }

    private readonly void PackB(nuint p, nuint depth, nuint j, nuint columns)
    {
        for (nuint start = 0; start < columns; start += Width)
        {
            nuint some = nuint.Min(Width, columns - start);
            MatrixProductPacking<T, L>.Pack(B.From(p, j + start), MatrixView<T>.Rows(ref Unsafe.Add(ref _packedB, start * depth), Wide(some) ? Width : Width / 2), depth, some);
        }
    }

    private static bool Wide(nuint columns) => columns > (nuint)L.Count;

    private readonly void Block(nuint i, nuint rows, nuint j, nuint columns, nuint p, nuint depth, bool packsA, bool packsB)
    {
        var tile = new MatrixProductTile<T> { A = packsA ? PackA(A.From(i, p), rows, depth) : A.From(i, p), Rows = rows, Depth = depth };
        for (nuint start = 0; start < columns; start += Width)
        {
            nuint some = nuint.Min(Width, columns - start), width = Wide(some) ? Width : Width / 2;
            tile.C = C.From(i, j + start);
            tile.Start = p > 0 ? tile.C : Bias.IsNull ? default : Bias.From(0, j + start);
            if (packsB)
            {
                tile.B = MatrixView<T>.Rows(ref Unsafe.Add(ref _packedB, start * depth), width);
            }
            else
            {
                tile.B = B.From(p, j + start);
                if (some < width)
                {
                    MatrixView<T> packed = MatrixView<T>.Rows(ref _packedB, width);
                    MatrixProductPacking<T, L>.Pack(tile.B, packed, depth, some);
                    tile.B = packed;
                }
            }

            if (some < width)
            {
                Edge(tile, some);
            }
            else
            {
                Multiply(in tile, some);
            }
        }
    }

    private static void Multiply(in MatrixProductTile<T> tile, nuint columns)
    {
        if (Wide(columns))
        {
            MatrixProductTile<T, L, Wide<T, L>>.Run(in tile);
        }
        else
        {
            MatrixProductTile<T, L, Narrow<T, L>>.Run(in tile);
        }
    }

    // Packed in the order it has.
    private readonly MatrixView<T> PackA(MatrixView<T> a, nuint rows, nuint depth)
    {
        MatrixView<T> packed;
        if (a.Column == 1)
        {
            packed = MatrixView<T>.Rows(ref _packedA, depth + Apart);
            MatrixProductPacking<T, L>.Pack(a, packed, rows, depth);
            return packed;
        }

        packed = MatrixView<T>.Rows(ref _packedA, rows + Apart);
        MatrixProductPacking<T, L>.Pack(a.Transposed, packed, depth, rows);
        return packed.Transposed;
    }

    private readonly void Edge(MatrixProductTile<T> tile, nuint columns)
    {
        MatrixView<T> a = tile.A, c = tile.C, start = tile.Start;
        nuint rows = tile.Rows;
        tile.C = _edge;
        if (!start.IsNull)
        {
            tile.Start = start.Row == 0 ? new(ref _edge.From(EdgeRows, 0).First, 0, 1) : _edge;
        }

        for (nuint i = 0; i < rows; i += EdgeRows)
        {
            tile.A = a.From(i, 0);
            tile.Rows = nuint.Min(EdgeRows, rows - i);
            if (!start.IsNull)
            {
                MatrixProductPacking<T, L>.Pack(start.From(i, 0), tile.Start, start.Row == 0 ? 1 : tile.Rows, columns);
            }

            Multiply(in tile, columns);
            MatrixProductPacking<T, L>.Unpack(_edge, c.From(i, 0), tile.Rows, columns);
        }
    }
}
