using System.Numerics;

namespace Autograd.Core;

/// <summary>
/// A matrix times the unfolded matrix of images, which is nowhere: lanes are columns of the result's transpose, that is channels, and each
/// number of an image is read from where it lies. Blocks of images are chunks of work: no element depends on how they are shared.
/// </summary>
internal unsafe struct IndirectProduct<T, L> : IChunks
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    // A strip of so many rows stays in the first-level cache. Decides the order of additions.
    private const int LongestStretch = 224;

    // So many sums stay in the second-level cache, of so many positions.
    private const int Sums = 1 << 16;
    private const int Fewest = 128;
    private const int Most = 1024;

    public IndirectGrid<T> Grid;

    /// <summary>The factor, transposed: for each group its strips.</summary>
    public T* Factor;

    /// <summary>Rows of the factor, that is columns of its strips.</summary>
    public int Columns;

    /// <summary>What each column of all groups starts from, or nothing.</summary>
    public T* Start;

    public WindowTarget<T> Target;

    // Channels at a time: as few stretches as do, of one length.
    private readonly int Stretch
    {
        get
        {
            int most = Math.Max(1, LongestStretch / Math.Max(1, Grid.Taps)), stretches = Math.Max(1, (Grid.Channels + most - 1) / most);
            return Math.Max(1, (Grid.Channels + stretches - 1) / stretches);
        }
    }

    /// <summary>
    /// Whether it is less work than the other way: where lanes of channels are full, and there is more to pack there than to transpose
    /// here. With one lane of channels only where images had to be copied there.
    /// </summary>
    public static bool Pays(TapAxis vertical, TapAxis horizontal, int channels, int columns)
    {
        int taps = vertical.Taps * horizontal.Taps;
        bool isCopied = !vertical.IsInside || !horizontal.IsInside || horizontal.Step > 1;
        return taps > 1 && (long)channels * taps > columns && (columns > L.Count || (isCopied && 2 * columns > L.Count));
    }

    public static nint Width => IndirectTile<T, L, Wide>.Width;

    /// <summary>The columns with those that fill the last strip.</summary>
    public static nint Padded(int columns) => (columns + Width - 1) / Width * Width;

    public void Plan(TapRun* runs)
    {
        int block = Math.Clamp(Sums / Columns, Fewest, Most);
        Target.Row = Grid.IsRow ? Target.Column : Target.Row;
        Target.Column = Grid.IsRow ? 1 : Target.Column;
        Grid.Plan(runs, block, block / 4);
    }

    public readonly void Run(int chunk)
    {
        int bands = Grid.BlocksOfImage, image = chunk / bands * Grid.Images, row = chunk % bands * Grid.Rows;
        int images = Math.Min(Grid.Images, Grid.Batch - image), rows = Math.Min(Grid.Rows, Grid.Vertical.Grid - row);
        nint sums = Grid.Positions * Padded(Columns) * sizeof(T), places = (nint)Grid.Positions * sizeof(IndirectPlace);
        nint size = sums + places + ((nint)Stretch * Grid.Taps * sizeof(IndirectPlace));
        BufferPool pool = BufferPool.Current;
        TensorBuffer scratch = pool.Rent(size);
        fixed (byte* room = scratch.Span<byte>(0, checked((int)size)))
        {
            IndirectTile<T> tile = new() { C = (T*)room, Apart = Padded(Columns), Rows = (IndirectPlace*)(room + sums) };
            for (int group = 0; group < Grid.Groups; group++)
            {
                tile.Image = Grid.Group(image, group);
                for (int channel = 0; channel == 0 || channel < Grid.Channels; channel += Stretch)
                {
                    for (int part = 0; part < Grid.Parts; part++)
                    {
                        tile.RowCount = Grid.Places(part, images, row, rows, tile.Rows);
                        Multiply(tile, part, group, channel, (IndirectPlace*)(room + sums + places));
                    }
                }

                Give(tile.C, group, image, images, row, rows);
            }
        }

        pool.Return(scratch);
    }

    // Some channels of all parts of the grid, so that what they have of the factor is near all the while.
    private readonly void Multiply(IndirectTile<T> tile, int part, int group, int channel, IndirectPlace* taps)
    {
        T* sums = tile.C, factor = Factor + (group * Padded(Columns) * Grid.Depth) + ((nint)channel * Grid.Taps * Width);
        tile.Steps = taps;
        tile.StepCount = Grid.Meets(part, channel, Math.Min(Grid.Channels, channel + Stretch), taps);
        for (nint j = 0; j < Columns; j += Width)
        {
            tile.C = sums + j;
            tile.B = factor + (j * Grid.Depth);
            tile.Start = channel > 0 ? tile.C : Start is null ? null : Start + (group * Padded(Columns)) + j;
            tile.StartApart = channel > 0 ? tile.Apart : 0;
            IndirectStrip<T, L>.Run(in tile, Columns - j);
        }
    }

    private readonly void Give(T* sums, int group, int image, int images, int row, int rows)
    {
        int width = Grid.Horizontal.Grid;
        nint apart = Padded(Columns);
        T* to = Target.First + (image * Target.Image) + ((nint)group * Columns * Target.Channel) + (row * Target.Row);
        for (int i = 0; i < images; i++, to += Target.Image)
        {
            if (Target.Column == 1 && Target.Row == width)
            {
                MatrixProductPacking<T, L>.Transpose(
                    MatrixView<T>.Rows(sums, apart), MatrixView<T>.Rows(to, Target.Channel), Columns, (nint)rows * width);
                sums += (nint)rows * width * apart;
                continue;
            }

            for (int y = 0; y < rows; y++)
            {
                for (int x = 0; x < width; x++, sums += apart)
                {
                    T* place = to + (y * Target.Row) + (x * Target.Column);
                    for (nint c = 0; c < Columns; c++)
                    {
                        place[c * Target.Channel] = sums[c];
                    }
                }
            }
        }
    }
}

/// <summary>The innermost loops for a strip of so many columns, or as many as it holds.</summary>
internal static class IndirectStrip<T, L>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where L : struct, ILane<L, T>, IReal<L>
{
    public static void Run(in IndirectTile<T> tile, nint columns)
    {
        if (columns > L.Count)
        {
            IndirectTile<T, L, Wide>.Run(in tile);
        }
        else
        {
            IndirectTile<T, L, Narrow>.Run(in tile);
        }
    }
}
