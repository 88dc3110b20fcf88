using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// A matrix product cut into blocks that fit the caches (Goto and van de Geijn, Anatomy of high-performance matrix multiplication, 2008):
/// for each stretch of k some columns of B are packed, blocks of rows of A pass, and each takes B strip by strip. Threads share C by
/// rectangles.
/// </summary>
internal unsafe struct MatrixProductBlocks<T, L> : IChunks
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // A group of rows of A and a strip of B stay near the first-level cache for as many k. Decides the order of additions: see
    // MatrixProduct.
    private const int Stretch = 512;

    // The groups of rows of A that stay in the second-level cache while the strips of B pass; the columns of B that stay in the third.
    private const int RowGroups = 16;
    private const int ColumnBlock = 2048;

    // A factor with more elements leaves the second-level cache, and its rows lie scattered over too many pages: it is packed.
    private const int LargestUnpacked = 200_000;

    // The same where each k takes a line of the cache and little of it is used, or nothing beside it fetched with it: of a transposed A
    // whose groups of rows are less than half a line, and of a B whose strips are no wider than one.
    private const int LargestScattered = 8192;
    private const int Line = 64;

    // With fewer rows in A, packing B takes longer than it saves; with fewer columns in B, packing A does.
    private const int FewestRows = 24;
    private const int FewestColumns = 128;

    // Packed rows of A are a little further apart than a power of two, or they would compete for the same places of the cache.
    private const int Apart = 16;

    // A row that fills less than half a lane takes one of half the bits; where A is larger than this, the transpose is computed.
    private const int LargestHalved = 1024;

    // As many elements are packed on the stack, which spares a small product the way to the pool.
    private const int Small = 1024;

    public MatrixView<T> A;
    public MatrixView<T> B;
    public MatrixView<T> C;

    /// <summary>What is added to C: a row, as a view whose rows are no distance apart, or a matrix, which may be C itself; or
    /// nothing.</summary>
    public MatrixView<T> Bias;

    public nint Rows, Columns, Depth;

    // The size of a chunk, which is all of C in one of the two directions.
    private nint _rows, _columns;
    private bool _packsA, _packsB;

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

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Run()
    {
        if (Bias.IsNull && Rows >= L.Count && Rows * Depth > LargestHalved
            && Columns <= (A.Column == 1 ? L.Count / 4 : L.Count / 2))
        {
            RunTransposed();
            return;
        }

        if (typeof(L) == typeof(Lane512<T>) && Columns <= L.Count / 2)
        {
            new MatrixProductBlocks<T, Lane256<T>>
            {
                A = A,
                B = B,
                C = C,
                Bias = Bias,
                Rows = Rows,
                Columns = Columns,
                Depth = Depth,
            }.Run();
            return;
        }

        _packsB = B.Column != 1
            || (Columns * Depth > (Width * sizeof(T) > Line ? LargestUnpacked : LargestScattered) && Rows >= FewestRows);
        _packsA = Rows * Depth > (A.Column != 1 && 2 * Group * sizeof(T) < Line ? LargestScattered : LargestUnpacked)
            && Columns >= FewestColumns;

        // Where threads pay, each takes one rectangle.
        int threads = (long)Rows * Columns * Depth < Workers.Products ? 1 : ThreadLimit.Current;
        if (threads == 1)
        {
            Rectangle(0, Rows, 0, Columns);
        }
        else
        {
            Share(threads);
        }
    }

    /// <summary>Computes some columns of C, or some rows.</summary>
    public readonly void Run(int chunk)
    {
        if (_rows == Rows)
        {
            Rectangle(0, Rows, chunk * _columns, nint.Min(Columns, (chunk + 1) * _columns));
        }
        else
        {
            Rectangle(chunk * _rows, nint.Min(Rows, (chunk + 1) * _rows), 0, Columns);
        }
    }

    // By columns, for then no part of B is packed twice; by rows where there are too few.
    private void Share(int parts)
    {
        _rows = Rows;
        _columns = Columns;
        nint strips = Count(Columns, Width), groups = Count(Rows, Group);
        if (strips >= parts || strips >= groups)
        {
            _columns = nint.Max(1, strips / parts) * Width;
            Workers.Run(in this, Count(Columns, _columns));
        }
        else
        {
            _rows = nint.Max(1, groups / parts) * Group;
            Workers.Run(in this, Count(Rows, _rows));
        }
    }

    // A row of few columns would leave most of a lane idle: the transpose is computed, Bᵀ · Aᵀ, whose rows are long. An A whose rows are
    // contiguous must be packed for that, so it pays with half as many columns.
    private readonly void RunTransposed()
    {
        BufferPool pool = BufferPool.Current;
        TensorBuffer buffer = pool.Rent(Rows * Columns * sizeof(T));
        fixed (T* room = buffer.Span<T>(0, (int)(Rows * Columns)))
        {
            MatrixView<T> result = MatrixView<T>.Rows(room, Rows);
            new MatrixProductBlocks<T, L>
            {
                A = B.Transposed,
                B = A.Transposed,
                C = result,
                Rows = Columns,
                Columns = Rows,
                Depth = Depth
            }.Run();
            MatrixProductPacking<T, L>.Transpose(result, C, Rows, Columns);
        }

        pool.Return(buffer);
    }

    private static int Count(nint size, nint part) => (int)((size + part - 1) / part);

    private readonly void Rectangle(nint top, nint bottom, nint left, nint right)
    {
        nint depth = nint.Min(Stretch, Depth), columns = nint.Min(ColumnBlock, right - left);
        nint sizeB = _packsB ? nint.Min(Count(columns, Width) * Width, Panel(bottom - top)) * depth : 0;
        nint sizeA = _packsA ? (RowsAtOnce(bottom - top) + Apart) * (depth + Apart) : 0;
        if (sizeA + sizeB == 0)
        {
            Rectangle(top, bottom, left, right, null, null);
            return;
        }

        if (sizeA + sizeB <= Small)
        {
            RectangleOnStack(top, bottom, left, right);
            return;
        }

        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent((sizeA + sizeB) * sizeof(T));
        fixed (T* room = scratch.Span<T>(0, (int)(sizeA + sizeB)))
        {
            for (nint j = left; j < right; j += ColumnBlock)
            {
                Rectangle(top, bottom, j, nint.Min(right, j + ColumnBlock), room, room + sizeB);
            }
        }

        pool.Return(scratch);
    }

    [SkipLocalsInit]
    private readonly void RectangleOnStack(nint top, nint bottom, nint left, nint right)
    {
        T* room = stackalloc T[Small];
        Rectangle(top, bottom, left, right, room, null);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Rectangle(nint top, nint bottom, nint left, nint right, T* packedB, T* packedA)
    {
        Unsafe.SkipInit(out MatrixProductTile<T> tile);
        nint rows = RowsAtOnce(bottom - top), width = Panel(bottom - top);
        for (nint p = 0; p < Depth; p += Stretch)
        {
            tile.Depth = nint.Min(Stretch, Depth - p);
            for (nint i = top; i < bottom; i += rows)
            {
                tile.Rows = nint.Min(rows, bottom - i);
                tile.A = _packsA ? PackA(A.From(i, p), tile.Rows, tile.Depth, packedA) : A.From(i, p);
                for (nint j = left; j < right; j += width)
                {
                    nint columns = nint.Min(width, right - j);
                    if (_packsB && i == top)
                    {
                        MatrixProductPacking<T, L>.PackStrips(B.From(p, j), packedB, Width * tile.Depth, Width, Width, tile.Depth, columns);
                    }

                    Strips(ref tile, i, j, j + columns, p, packedB);
                }
            }
        }
    }

    private readonly nint RowsAtOnce(nint rows) => _packsA ? nint.Min(RowGroups * Group, rows) : rows;

    // How many columns of B are packed before rows pass. Where all rows pass at once and B is transposed, one strip, which is in the
    // first-level cache then; else all, for rows of B are read faster together, and other rows of A need the strips again.
    private readonly nint Panel(nint rows) => B.Column != 1 && rows == RowsAtOnce(rows) ? Width : ColumnBlock;

    // Row by row, whichever order it has: a group then reads nothing but its own lines of the cache.
    private static MatrixView<T> PackA(MatrixView<T> a, nint rows, nint depth, T* packed)
    {
        MatrixView<T> result = MatrixView<T>.Rows(packed, depth + Apart);
        MatrixProductPacking<T, L>.Pack(a, result, rows, depth);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Strips(ref MatrixProductTile<T> tile, nint i, nint left, nint right, nint p, T* packedB)
    {
        for (nint j = left; j < right; j += Width)
        {
            tile.Columns = nint.Min(Width, right - j);
            tile.C = C.From(i, j);
            tile.Start = p > 0 ? tile.C : Bias.IsNull ? default : Bias.From(i, j);
            tile.B = _packsB ? new(packedB + ((j - left) * tile.Depth), Width, 1) : B.From(p, j);
            MatrixProductStrip<T, L>.Run(in tile);
        }
    }
}
