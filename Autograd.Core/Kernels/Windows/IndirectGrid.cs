namespace Autograd.Core;

/// <summary>Neighbouring positions of a grid that meet the same taps inside the source, along one axis.</summary>
internal readonly record struct TapRun(int First, int Count, int FirstTap, int EndTap);

/// <summary>
/// The positions of a grid and the taps of a kernel over images, as places in them. Positions that meet the same taps inside the images
/// are one part of the grid, so nothing beyond the images is ever read, and no zero is multiplied.
/// </summary>
internal unsafe struct IndirectGrid<T> where T : unmanaged
{
    public TapAxis Vertical, Horizontal;

    /// <summary>Channels of one group, and the groups.</summary>
    public int Channels, Groups, Batch;

    public T* First;

    /// <summary>The parts of each axis: as many as the grid has positions, at most.</summary>
    public TapRun* Down, Across;

    /// <summary>How many images and rows of the grid a block has.</summary>
    public int Images, Rows;

    private int _down, _across;

    public readonly int Taps => Vertical.Taps * Horizontal.Taps;

    public readonly int Depth => Channels * Taps;

    public readonly int BlocksOfImage => (Vertical.Grid + Rows - 1) / Rows;

    public readonly int Blocks => (Batch + Images - 1) / Images * BlocksOfImage;

    /// <summary>The positions of a block, at most.</summary>
    public readonly int Positions => Images * Rows * Horizontal.Grid;

    public readonly int Parts => _down * _across;

    /// <summary>Whether images are single rows.</summary>
    public readonly bool IsRow => Vertical is { Source: 1, Grid: 1, Taps: 1 };

    private readonly nint Size => (nint)Vertical.Source * Horizontal.Source;

    /// <summary>Cuts the grid into parts, and blocks of about so many positions, or so many where an image has fewer.</summary>
    public void Plan(TapRun* runs, int block, int least)
    {
        if (IsRow)
        {
            // Blocks are of whole rows: a single one is taken for a column.
            (Vertical, Horizontal) = (Horizontal, Vertical);
        }

        Down = runs;
        Across = runs + Vertical.Grid;
        (_down, _across) = (Cut(Vertical, Down), Cut(Horizontal, Across));
        int windows = Vertical.Grid * Horizontal.Grid;
        Images = Math.Clamp(least / Math.Max(1, windows), 1, Math.Max(1, Batch));
        Rows = windows <= 2 * block ? Vertical.Grid : Math.Clamp(block / Horizontal.Grid, 1, Vertical.Grid);
    }

    /// <summary>The first channel of a group, of the first image of a block.</summary>
    public readonly T* Group(int image, int group) => First + ((((nint)image * Groups) + group) * Channels * Size);

    /// <summary>Writes the positions of a part that a block has, numbered as the block has them; returns how many.</summary>
    public readonly nint Places(int part, int images, int row, int rows, IndirectPlace* to)
    {
        TapRun down = Down[part / _across], across = Across[part % _across];
        int top = Math.Max(row, down.First), bottom = Math.Min(row + rows, down.First + down.Count);
        IndirectPlace* first = to;
        for (int image = 0; image < images; image++)
        {
            nint channel = image * Groups * Channels * Size;
            for (int y = top; y < bottom; y++)
            {
                nint number = ((((nint)image * rows) + y - row) * Horizontal.Grid) + across.First;
                nint offset = channel + ((nint)y * Vertical.Step * Horizontal.Source) + ((nint)across.First * Horizontal.Step);
                for (int x = 0; x < across.Count; x++, offset += Horizontal.Step)
                {
                    *to++ = new() { Offset = offset, Row = number++ };
                }
            }
        }

        return (nint)(to - first);
    }

    /// <summary>Writes the taps of some channels that a part meets, numbered from the first of them on; returns how many.</summary>
    public readonly nint Meets(int part, int channel, int end, IndirectPlace* to)
    {
        TapRun down = Down[part / _across], across = Across[part % _across];
        IndirectPlace* first = to;
        for (int c = channel; c < end; c++)
        {
            for (int i = down.FirstTap; i < down.EndTap; i++)
            {
                nint number = ((((nint)(c - channel) * Vertical.Taps) + i) * Horizontal.Taps) + across.FirstTap;
                nint y = Vertical.First + ((nint)i * Vertical.Apart), x = Horizontal.First + ((nint)across.FirstTap * Horizontal.Apart);
                nint offset = (c * Size) + (y * Horizontal.Source) + x;
                for (int j = across.FirstTap; j < across.EndTap; j++, offset += Horizontal.Apart)
                {
                    *to++ = new() { Offset = offset, Row = number++ };
                }
            }
        }

        return (nint)(to - first);
    }

    private static int Cut(TapAxis axis, TapRun* runs)
    {
        int number = 0;
        for (int i = 0; i < axis.Grid; i++)
        {
            (int first, int end) = axis.Met(i);
            if (number > 0 && runs[number - 1].FirstTap == first && runs[number - 1].EndTap == end)
            {
                runs[number - 1] = runs[number - 1] with { Count = runs[number - 1].Count + 1 };
            }
            else
            {
                runs[number++] = new(i, 1, first, end);
            }
        }

        return number;
    }
}
