using System.Numerics;

namespace Autograd.Core;

/// <summary>
/// The unfolded matrix of images, which is nowhere, times the transpose of what came out of the windows: the gradient of a convolution by
/// its weights, transposed. The images are shared out to parts, each with sums of its own, and the channels to slices, in a way that
/// depends on the shapes alone.
/// </summary>
internal unsafe struct IndirectWeightProduct<T, L> : IChunks
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // As many parts and slices are enough for the threads of most machines; the sums of all parts may be so many.
    private const int Most = 16;
    private const int LargestSums = 1 << 18;

    // As many positions at a time: their sums are added to those before.
    private const int LongestStretch = 256;

    // So many numbers of what came out stay in the second-level cache, of so many positions.
    private const int Packed = 1 << 16;
    private const int Fewest = 256;
    private const int Block = 1024;

    public IndirectGrid<T> Grid;

    /// <summary>What came out: channels of one group, and the elements of one image's channel.</summary>
    public T* Result;

    public int Columns;

    /// <summary>The sums: part, group, row of the unfolded matrix, channel.</summary>
    public T* Sums;

    public int Parts, Slices;

    private static nint Width => IndirectProduct<T, L>.Width;

    /// <summary>How far the rows of the sums are apart.</summary>
    public readonly int Padded => (int)IndirectProduct<T, L>.Padded(Columns);

    public readonly int Size => checked(Grid.Groups * Grid.Depth * Padded);

    public readonly int Chunks => Parts * Grid.Groups * Slices;

    public void Plan(TapRun* runs)
    {
        int block = Math.Clamp(Packed / Columns, Fewest, Block);
        Grid.Plan(runs, block, block);
        int blocks = Math.Max(1, Grid.Blocks);
        for (Parts = 1; 2 * Parts <= Math.Min(Most, blocks) && 2L * Parts * Size <= LargestSums; Parts *= 2)
        {
        }

        Slices = Math.Clamp(Most / Parts / Grid.Groups, 1, Math.Max(1, Grid.Channels));
    }

    public readonly void Run(int chunk)
    {
        int slice = chunk % Slices, group = chunk / Slices % Grid.Groups, part = chunk / Slices / Grid.Groups;
        int channel = (int)((long)Grid.Channels * slice / Slices), end = (int)((long)Grid.Channels * (slice + 1) / Slices);
        int block = (int)((long)Grid.Blocks * part / Parts), last = (int)((long)Grid.Blocks * (part + 1) / Parts);
        T* sums = Sums + (((((nint)part * Grid.Groups) + group) * Grid.Depth) + ((nint)channel * Grid.Taps)) * Padded;
        nint rows = (nint)(end - channel) * Grid.Taps;
        new Span<T>(sums, checked((int)(rows * Padded))).Clear();
        nint packed = (nint)Grid.Positions * Padded * sizeof(T), places = (nint)Grid.Positions * sizeof(IndirectPlace);
        nint size = packed + places + (rows * sizeof(IndirectPlace));
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent(size);
        fixed (byte* room = scratch.Span<byte>(0, checked((int)size)))
        {
            IndirectTile<T> tile = new()
            {
                Rows = (IndirectPlace*)(room + packed + places),
                Steps = (IndirectPlace*)(room + packed),
                C = sums,
                Apart = Padded,
                StartApart = Padded,
            };
            for (; block < last; block++)
            {
                Add(ref tile, group, channel, end, block, (T*)room);
            }
        }

        pool.Return(scratch);
    }

    private readonly void Add(ref IndirectTile<T> tile, int group, int channel, int end, int block, T* packed)
    {
        int bands = Grid.BlocksOfImage, image = block / bands * Grid.Images, row = block % bands * Grid.Rows;
        int images = Math.Min(Grid.Images, Grid.Batch - image), rows = Math.Min(Grid.Rows, Grid.Vertical.Grid - row);
        Pack(group, image, images, row, rows, packed);
        tile.Image = Grid.Group(image, group);
        T* sums = tile.C;
        IndirectPlace* places = tile.Steps;
        for (int part = 0; part < Grid.Parts; part++)
        {
            nint depth = Grid.Places(part, images, row, rows, places);
            tile.RowCount = Grid.Meets(part, channel, end, tile.Rows);
            nint stretches = (depth + LongestStretch - 1) / LongestStretch, stretch = (depth + stretches - 1) / nint.Max(1, stretches);
            for (nint p = 0; p < depth; p += stretch)
            {
                tile.Steps = places + p;
                tile.StepCount = nint.Min(stretch, depth - p);
                for (nint j = 0; j < Columns; j += Width)
                {
                    tile.C = tile.Start = sums + j;
                    tile.B = packed + (j * Grid.Positions);
                    IndirectStrip<T, L>.Run(in tile, Columns - j);
                }
            }
        }

        tile.C = sums;
        tile.Steps = places;
    }

    // What came out, a row for each position, in strips of channels.
    private readonly void Pack(int group, int image, int images, int row, int rows, T* to)
    {
        nint windows = (nint)Grid.Vertical.Grid * Grid.Horizontal.Grid, some = (nint)rows * Grid.Horizontal.Grid;
        T* from = Result + ((((nint)image * Grid.Groups) + group) * Columns * windows) + ((nint)row * Grid.Horizontal.Grid);
        for (int i = 0; i < images; i++, to += some * Width, from += Grid.Groups * Columns * windows)
        {
            MatrixProductPacking<T, L>.PackStrips(new(from, 1, windows), to, Grid.Positions * Width, Width, Width, some, Columns);
        }
    }
}
