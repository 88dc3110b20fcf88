using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>Where the positions of a grid go: element (image, row of the product, grid row, grid column).</summary>
internal unsafe struct WindowTarget<T> where T : unmanaged
{
    public T* First;
    public nint Image, Channel, Row, Column;
}

/// <summary>
/// A matrix times the unfolded matrix of a block of images at a time, which is packed strip by strip and never there as a whole. Blocks are
/// chunks of work: no element depends on how they are shared.
/// </summary>
internal unsafe partial struct WindowProduct<T, L> : IChunks
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // A strip of so many rows stays in the first-level cache, beside as many columns of the other factor. Decides the order of additions.
    private const int LongestStretch = 224;

    public WindowSource<T, L> Source;
    public nint* Offsets;

    /// <summary>The left factor: for each group so many rows, as long as the unfolded matrix is deep.</summary>
    public T* Factor;

    public int Rows;

    /// <summary>What each row of all groups starts from, as lanes of a strip, or nothing.</summary>
    public T* Start;

    public WindowTarget<T> Target;

    // Stretches of one length, as few as do.
    private readonly int Stretch
    {
        get
        {
            int stretches = Math.Max(1, (Source.Depth + LongestStretch - 1) / LongestStretch);
            return (Source.Depth + stretches - 1) / stretches;
        }
    }

    public static nint Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MatrixProductTile<T, L, Wide>.Width;
    }

    // Positions of one image follow each other in the result.
    private readonly bool IsDense => Target.Column == 1 && (Target.Row == Source.Horizontal.Grid || Source.Vertical.Grid == 1);

    public readonly void Run(int chunk)
    {
        int bands = Source.BlocksOfImage, image = chunk / bands * Source.Images, row = chunk % bands * Source.Rows;
        int images = Math.Min(Source.Images, Source.Batch - image), rows = Math.Min(Source.Rows, Source.Vertical.Grid - row);
        nint panel = (Stretch + 1) * Width, apart = Rows * Width, copy = Source.CopySize;
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent((panel + apart + copy) * sizeof(T));
        fixed (T* room = scratch.Span<T>(0, (int)(panel + apart + copy)))
        {
            for (int group = 0; group < Source.Groups; group++)
            {
                T* laid = Source.Lay(group, 0, Source.Channels, image, images, row, rows, room + panel + apart);
                if (IsDirect)
                {
                    Direct(group, laid, image, images, row, rows);
                }
                else
                {
                    Strips(group, laid, image, images, row, rows, room, room + panel);
                }
            }
        }

        pool.Return(scratch);
    }

    [SkipLocalsInit]
    private readonly void Strips(int group, T* laid, int image, int images, int row, int rows, T* packed, T* apart)
    {
        WindowRun* runs = stackalloc WindowRun[(int)Width];
        int grid = rows * Source.Horizontal.Grid, positions = images * grid;
        Unsafe.SkipInit(out MatrixProductTile<T> tile);
        T* factor = Factor + ((nint)group * Rows * Source.Depth);
        T* first = Target.First + (image * Target.Image) + ((nint)group * Rows * Target.Channel);
        int depth = Source.Depth, stretch = Stretch;
        tile.Rows = Rows;
        for (int at = 0; at < positions; at += (int)Width)
        {
            int columns = Math.Min((int)Width, positions - at), count = Source.Runs(at, columns, row, rows, runs);
            bool isInPlace = IsDense && at / grid == (at + columns - 1) / grid;
            tile.C = isInPlace
                ? new(first + (at / grid * Target.Image) + (row * Target.Row) + (at % grid), Target.Channel, 1)
                : new(apart, Width, 1);
            tile.Columns = isInPlace ? columns : Width;
            int p = 0;
            do
            {
                tile.Depth = Math.Min(stretch, depth - p);
                tile.A = new(factor + p, depth, 1);
                tile.Start = p > 0 ? tile.C : Start is null ? default : new(Start + ((nint)group * Rows * Width), Width, 1);
                if (Source.IsMatrix && isInPlace)
                {
                    tile.B = new(laid + runs[0].Offset + (p * Source.Channel), Source.Channel, 1);
                }
                else
                {
                    Source.Pack(laid, Offsets, p, (int)tile.Depth, runs, count, packed, Width);
                    tile.B = new(packed, Width, 1);
                }

                MatrixProductStrip<T, L>.Run(in tile);
                p += stretch;
            }
            while (p < depth);

            if (!isInPlace)
            {
                Scatter(apart, runs, count, first);
            }
        }
    }

    private readonly void Scatter(T* apart, WindowRun* runs, int count, T* first)
    {
        for (int i = 0; i < count; i++)
        {
            WindowRun run = runs[i];
            T* to = first + (run.Image * Target.Image) + (run.Row * Target.Row) + (run.Column * Target.Column), from = apart + run.To;
            for (int m = 0; m < Rows; m++, to += Target.Channel, from += Width)
            {
                for (nint j = 0; j < run.Count; j++)
                {
                    to[j * Target.Column] = from[j];
                }
            }
        }
    }
}
