using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd.Core;

/// <summary>
/// A matrix product cut into strips of columns, which the threads share: each packs its strip of B for a stretch of k, where it stays
/// near, and lets the rows of A pass (compare Goto and van de Geijn, Anatomy of high-performance matrix multiplication, 2008).
/// </summary>
internal unsafe struct MatrixProductBlocks<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // The part of a strip of B that stays near the first-level cache. Decides the order of additions: see MatrixProduct.
    private const int Stretch = 512;

    // As many elements of A, packed, stay in the third-level cache while the strips pass.
    private const int LargestBlock = 1 << 20;

    // A right factor with more elements leaves the second-level cache, and its rows lie scattered over too many pages: it is packed.
    private const int LargestUnpacked = 200_000;

    // With fewer rows in A, packing B takes longer than it saves; with fewer columns in B, packing A does.
    private const int FewestRows = 24;
    private const int FewestColumns = 128;

    // Below so many multiply-adds threads do not pay, nor do chunks below so many.
    private const long LeastShared = 1 << 18;
    private const int LeastChunk = 1 << 16;

    public MatrixView<T> A;
    public MatrixView<T> B;
    public MatrixView<T> C;

    /// <summary>What is added to each row of C, as a view whose rows are no distance apart, or nothing.</summary>
    public MatrixView<T> Bias;

    public nint Rows, Columns, Depth;

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

    public readonly void Run()
    {
        var strips = new Strips { A = A, B = B, C = C, Start = Bias, Rows = Rows, Columns = Columns, Depth = Depth, Group = Group * A.Row };
        strips.PacksB = B.Column != 1 || (Columns * Depth > LargestUnpacked && Rows >= FewestRows);
        if (Rows * Depth <= LargestUnpacked || Columns < FewestColumns)
        {
            strips.Run();
            return;
        }

        nint width = (Group + L.Count - 1) / L.Count * L.Count, rows = nint.Min(nint.Max(LargestBlock / Depth / Group, 1) * Group, Rows);
        int size = checked((int)((rows + Group - 1) / Group * width * Depth));
        TensorBuffer scratch = BufferPool.Current.Rent((long)size * sizeof(T));
        fixed (T* packed = scratch.Span<T>(0, size))
        {
            strips.A = new(packed, 1, width);
            strips.Group = width * Depth;
            for (nint i = 0; i < Rows; i += rows)
            {
                strips.Rows = nint.Min(rows, Rows - i);
                strips.C = C.From(i, 0);
                var panels = new Panels { From = A.From(i, 0).Transposed, To = strips.A, Distance = strips.Group, Rows = strips.Rows, Depth = Depth };
                Workers.Run(in panels, (int)((strips.Rows + Group - 1) / Group));
                strips.Run();
            }
        }

        BufferPool.Current.Return(scratch);
    }

    /// <summary>Packs A so that each group of rows is read from one end to the other.</summary>
    private struct Panels : IChunks
    {
        public MatrixView<T> From, To;
        public nint Distance, Rows, Depth;

        public readonly void Run(int chunk) => MatrixProductPacking<T, L>.Pack(
            From.From(0, chunk * Group), new(To.First + (chunk * Distance), To.Column, 1), Depth, nint.Min(Group, Rows - (chunk * Group)));
    }

    /// <summary>Computes strips of C.</summary>
    private struct Strips : IChunks
    {
        public MatrixView<T> A, B, C, Start;
        public nint Group, Rows, Columns, Depth;
        public bool PacksB;

        private nint _columns;

        public void Run()
        {
            if ((long)Rows * Columns * Depth < LeastShared)
            {
                Run(0, Columns);
                return;
            }

            _columns = nint.Max(1, LeastChunk / (Rows * Depth * Width)) * Width;
            Workers.Run(in this, (int)((Columns + _columns - 1) / _columns));
        }

        public readonly void Run(int chunk) => Run(chunk * _columns, nint.Min(Columns, (chunk + 1) * _columns));

        private readonly void Run(nint start, nint end)
        {
            if (!PacksB && (end - start) % L.Count == 0)
            {
                Run(start, end, null);
                return;
            }

            int size = (int)(Width * nint.Min(Stretch, Depth));
            TensorBuffer scratch = BufferPool.Current.Rent((long)size * sizeof(T));
            fixed (T* packed = scratch.Span<T>(0, size))
            {
                Run(start, end, packed);
            }

            BufferPool.Current.Return(scratch);
        }

        private readonly void Run(nint start, nint end, T* packed)
        {
            MatrixProductTile<T> tile = default;
            tile.Rows = Rows;
            tile.Group = Group;
            for (nint j = start; j < end; j += Width)
            {
                tile.Columns = nint.Min(Width, end - j);
                nint width = tile.Columns > L.Count ? Width : L.Count;
                tile.C = C.From(0, j);
                tile.Start = Start.IsNull ? default : Start.From(0, j);
                for (nint p = 0; p < Depth; p += Stretch)
                {
                    tile.Depth = nint.Min(Stretch, Depth - p);
                    tile.A = A.From(0, p);
                    tile.B = B.From(p, j);
                    if (PacksB || tile.Columns < width)
                    {
                        MatrixView<T> strip = MatrixView<T>.Rows(packed, width);
                        MatrixProductPacking<T, L>.Pack(tile.B, strip, tile.Depth, tile.Columns);
                        tile.B = strip;
                    }

                    if (width == Width)
                    {
                        MatrixProductTile<T, L, Wide>.Run(in tile);
                    }
                    else
                    {
                        MatrixProductTile<T, L, Narrow>.Run(in tile);
                    }

                    tile.Start = tile.C;
                }
            }
        }
    }
}
